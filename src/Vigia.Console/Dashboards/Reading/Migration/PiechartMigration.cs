using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>The pie chart that was a plug-in, as the built-in one.</summary>
internal static class PiechartMigration
{
    public static void Apply(JsonObject panel)
    {
        panel["type"] = "piechart";
        JsonObject config = panel.Ensure("fieldConfig");
        JsonObject defaults = config.Ensure("defaults");
        defaults.SetAbsent("unit", panel.Copy("format"));
        if (panel.Number("decimals") is { } decimals)
        {
            defaults.SetAbsent("decimals", decimals);
        }

        JsonObject options = panel.Ensure("options");
        options.SetAbsent("pieType", panel.Text("pieType") == "donut" ? "donut" : "pie");
        string calc = panel.Text("valueName") switch { "min" => "min", "max" => "max", "avg" => "mean", "total" => "sum", _ => "lastNotNull" };
        options.SetAbsent("reduceOptions", new JsonObject { ["calcs"] = new JsonArray(calc), ["fields"] = "", ["values"] = false });
        JsonObject? legend = panel.Object("legend");
        var values = new JsonArray();
        foreach ((string flag, string shown) in new[] { ("values", "value"), ("percentage", "percent") })
        {
            if (legend.Flag(flag))
            {
                values.Add((JsonNode)shown);
            }
        }

        bool isRight = (panel.Text("legendType") ?? "").StartsWith("Right", StringComparison.Ordinal);
        options.SetAbsent("legend", new JsonObject
        {
            ["showLegend"] = legend.Flag("show", absent: true),
            ["displayMode"] = "table",
            ["placement"] = isRight ? "right" : "bottom",
            ["values"] = values,
            ["calcs"] = new JsonArray(),
        });
        var overrides = config["overrides"] as JsonArray ?? [];
        config["overrides"] = overrides;
        SeriesOverrideMigration.Apply(panel, null, overrides);
    }
}
