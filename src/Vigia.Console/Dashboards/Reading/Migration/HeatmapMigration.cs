using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>The heatmap as it was until Grafana 9: settings on the panel itself.</summary>
internal static class HeatmapMigration
{
    public static void Apply(JsonObject panel)
    {
        panel["type"] = "heatmap";
        JsonObject options = panel.Ensure("options");
        options.SetAbsent("calculate", panel.Text("dataFormat") != "tsbuckets");
        JsonObject? axis = panel.Object("yAxis");
        JsonObject defaults = panel.Ensure("fieldConfig").Ensure("defaults");
        defaults.SetAbsent("unit", axis.Copy("format"));
        var y = new JsonObject { ["reverse"] = panel.Flag("reverseYBuckets"), ["axisPlacement"] = axis.Flag("show", absent: true) ? "left" : "hidden" };
        foreach ((string from, string to) in new[] { ("format", "unit"), ("decimals", "decimals"), ("min", "min"), ("max", "max") })
        {
            y[to] = axis.Copy(from);
        }

        options.SetAbsent("yAxis", y);
        options.SetAbsent("rowsFrame", new JsonObject
        {
            ["layout"] = panel.Text("yBucketBound") switch { "upper" => "le", "lower" => "ge", "middle" => "unknown", _ => "auto" },
        });
        JsonObject? color = panel.Object("color");
        options.SetAbsent("color", new JsonObject
        {
            ["mode"] = color.Text("mode") == "opacity" ? "opacity" : "scheme",
            ["scheme"] = (color.Text("colorScheme") ?? "interpolateOranges").Replace("interpolate", "", StringComparison.Ordinal),
            ["fill"] = color.Text("cardColor"),
            ["min"] = color.Copy("min"),
            ["max"] = color.Copy("max"),
            ["steps"] = 64,
        });
        options.SetAbsent("legend", new JsonObject { ["show"] = panel.Object("legend").Flag("show"), ["showLegend"] = panel.Object("legend").Flag("show") });
        options.SetAbsent("cellGap", panel.Object("cards").Number("cardPadding") ?? 2);
        JsonObject? x = panel.Object("xAxis");
        options.SetAbsent("calculation", new JsonObject
        {
            ["xBuckets"] = new JsonObject { ["mode"] = panel.Has("xBucketSize") ? "size" : "count", ["value"] = panel.Text("xBucketSize") ?? panel.Text("xBucketNumber") ?? "" },
            ["yBuckets"] = new JsonObject { ["mode"] = panel.Has("yBucketSize") ? "size" : "count", ["value"] = panel.Text("yBucketSize") ?? panel.Text("yBucketNumber") ?? "" },
        });
        options.SetAbsent("showXAxis", x.Flag("show", absent: true));
    }
}
