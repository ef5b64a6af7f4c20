using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>The old <c>singlestat</c> panel as a stat, or as a gauge where it showed one.</summary>
internal static class SinglestatMigration
{
    public static void Apply(JsonObject panel)
    {
        JsonObject? gauge = panel.Object("gauge");
        bool isGauge = gauge.Flag("show");
        panel["type"] = isGauge ? "gauge" : "stat";
        JsonObject defaults = panel.Ensure("fieldConfig").Ensure("defaults");
        defaults.SetAbsent("unit", panel.Copy("format"));
        defaults.SetAbsent("noValue", panel.Text("nullText") is { Length: > 0 } text ? text : null);
        if (panel.Number("decimals") is { } decimals)
        {
            defaults.SetAbsent("decimals", decimals);
        }

        if (isGauge)
        {
            defaults.SetAbsent("min", gauge.Number("minValue") ?? 0);
            defaults.SetAbsent("max", gauge.Number("maxValue") ?? 100);
        }

        Thresholds(panel, defaults);
        Mappings(panel, defaults);
        Options(panel, isGauge);
    }

    private static void Thresholds(JsonObject panel, JsonObject defaults)
    {
        string[] colors = panel["colors"] is JsonArray list ? [.. list.Select(static color => color.AsText() ?? "green")] : [];
        string[] bounds = (panel.Text("thresholds") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (colors.Length == 0)
        {
            return;
        }

        var steps = new JsonArray { (JsonNode)new JsonObject { ["value"] = null, ["color"] = colors[0] } };
        for (int i = 0; i < bounds.Length && i + 1 < colors.Length; i++)
        {
            if (double.TryParse(bounds[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double bound))
            {
                steps.Add((JsonNode)new JsonObject { ["value"] = bound, ["color"] = colors[i + 1] });
            }
        }

        defaults.SetAbsent("thresholds", new JsonObject { ["mode"] = "absolute", ["steps"] = steps });
        defaults.SetAbsent("color", new JsonObject { ["mode"] = "thresholds" });
    }

    private static void Mappings(JsonObject panel, JsonObject defaults)
    {
        bool isRange = panel.Number("mappingType") == 2;
        var mappings = new JsonArray();
        foreach (JsonObject old in panel.Items(isRange ? "rangeMaps" : "valueMaps"))
        {
            JsonObject mapping = isRange
                ? new JsonObject { ["type"] = 2, ["from"] = old.Copy("from"), ["to"] = old.Copy("to"), ["text"] = old.Copy("text") }
                : new JsonObject { ["type"] = 1, ["value"] = old.Copy("value"), ["text"] = old.Copy("text") };
            mappings.Add((JsonNode)mapping);
        }

        if (mappings.Count > 0)
        {
            defaults.SetAbsent("mappings", mappings);
        }
    }

    private static void Options(JsonObject panel, bool isGauge)
    {
        string valueName = panel.Text("valueName") ?? "avg";
        string calc = valueName switch
        {
            "current" => "lastNotNull",
            "first" => "firstNotNull",
            "min" or "max" or "delta" or "diff" or "range" => valueName,
            "total" => "sum",
            "name" or "last_time" => "lastNotNull",
            _ => "mean",
        };
        string column = panel.Text("tableColumn") ?? "";
        JsonObject options = panel.Ensure("options");
        options.SetAbsent("reduceOptions", new JsonObject { ["calcs"] = new JsonArray(calc), ["fields"] = column.Length > 0 ? "/^" + column + "$/" : "", ["values"] = false });
        options.SetAbsent("orientation", "horizontal");
        if (!isGauge)
        {
            options.SetAbsent("colorMode", panel.Flag("colorBackground") ? "background" : panel.Flag("colorValue") ? "value" : "none");
            options.SetAbsent("graphMode", panel.Object("sparkline").Flag("show") ? "area" : "none");
            options.SetAbsent("textMode", valueName == "name" ? "name" : "auto");
            options.SetAbsent("justifyMode", "auto");
        }
    }
}
