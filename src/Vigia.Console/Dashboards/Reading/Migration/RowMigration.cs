using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>Puts the panels of rows, each with a share of twelve and a height in pixels, on the grid of 24 columns.</summary>
internal static class RowMigration
{
    private const int PixelsPerUnit = 38;
    private const double DefaultHeight = 250;
    private const int SpanUnit = 2;

    public static void Apply(JsonObject dashboard)
    {
        JsonObject[] rows = [.. dashboard.Items("rows")];
        bool showsRows = rows.Any(static row => row.Flag("collapse") || row.Flag("showTitle") || row.Text("repeat") is { Length: > 0 });
        long nextId = 1 + rows.SelectMany(static row => row.Items("panels")).Select(static panel => (long)(panel.Number("id") ?? 0)).DefaultIfEmpty().Max();
        var panels = new JsonArray();
        int y = 0;
        foreach (JsonObject row in rows)
        {
            JsonArray target = panels;
            bool isCollapsed = row.Flag("collapse");
            if (showsRows)
            {
                JsonObject header = Header(row, nextId++, y++);
                panels.Add((JsonNode)header);
                target = isCollapsed ? (JsonArray)header["panels"]! : panels;
            }

            int height = Units(row["height"], DefaultHeight);
            int bottom = Place(row, target, y, height);
            y = isCollapsed ? y : bottom;
        }

        dashboard["panels"] = panels;
        dashboard.Remove("rows");
    }

    private static JsonObject Header(JsonObject row, long id, int y)
    {
        var header = new JsonObject
        {
            ["id"] = id,
            ["type"] = "row",
            ["title"] = row.Text("title") ?? "",
            ["collapsed"] = row.Flag("collapse"),
            ["gridPos"] = new JsonObject { ["x"] = 0, ["y"] = y, ["w"] = 24, ["h"] = 1 },
            ["panels"] = new JsonArray(),
        };
        if (row.Text("repeat") is { Length: > 0 } repeat)
        {
            header["repeat"] = repeat;
        }

        return header;
    }

    private static int Place(JsonObject row, JsonArray target, int y, int rowHeight)
    {
        int x = 0;
        int lineHeight = 0;
        foreach (JsonObject panel in row.Items("panels").ToArray())
        {
            int width = Math.Clamp((int)Math.Round((panel.Number("span") ?? 4) * SpanUnit), 1, 24);
            int height = panel.Has("height") ? Units(panel["height"], DefaultHeight) : rowHeight;
            if (x + width > 24)
            {
                (x, y, lineHeight) = (0, y + lineHeight, 0);
            }

            ((JsonArray)row["panels"]!).Remove(panel);
            panel["gridPos"] = new JsonObject { ["x"] = x, ["y"] = y, ["w"] = width, ["h"] = height };
            target.Add((JsonNode)panel);
            x += width;
            lineHeight = Math.Max(lineHeight, height);
        }

        return y + lineHeight;
    }

    private static int Units(JsonNode? height, double absent)
    {
        string text = height.AsText() ?? "";
        text = text.EndsWith("px", StringComparison.Ordinal) ? text[..^2] : text;
        double pixels = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < 10_000 ? number : absent;
        return Math.Max(3, (int)Math.Ceiling(pixels / PixelsPerUnit));
    }
}
