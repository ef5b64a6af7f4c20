using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>The old <c>graph</c> panel as a time series, a histogram, or bars where its x axis is not time.</summary>
internal static class GraphMigration
{
    private static readonly (string Flag, string Calc)[] LegendCalcs =
        [("min", "min"), ("max", "max"), ("avg", "mean"), ("current", "lastNotNull"), ("total", "sum")];

    public static void Apply(JsonObject panel)
    {
        string axis = panel.Object("xaxis").Text("mode") ?? "time";
        panel["type"] = axis switch { "histogram" => "histogram", "series" => "barchart", _ => "timeseries" };
        JsonObject config = panel.Ensure("fieldConfig");
        JsonObject defaults = config.Ensure("defaults");
        JsonObject[] axes = [.. panel.Items("yaxes")];
        JsonObject? left = axes.FirstOrDefault();
        Axis(left, defaults);
        if (panel.Number("decimals") is { } decimals)
        {
            defaults.SetAbsent("decimals", decimals);
        }

        JsonObject custom = defaults.Ensure("custom");
        Lines(panel, custom);
        AxisScale(left, custom);
        Thresholds(panel, defaults, custom);
        if (panel.Text("nullPointMode") == "connected")
        {
            custom["spanNulls"] = true;
        }

        var overrides = config["overrides"] as JsonArray ?? [];
        config["overrides"] = overrides;
        SeriesOverrideMigration.Apply(panel, axes.Length > 1 ? axes[1] : null, overrides);
        Options(panel, panel.Ensure("options"));
    }

    private static void Axis(JsonObject? axis, JsonObject defaults)
    {
        if (axis.Text("format") is { Length: > 0 } unit)
        {
            defaults.SetAbsent("unit", unit);
        }

        foreach (string bound in new[] { "min", "max" })
        {
            if (axis.Number(bound) is { } number)
            {
                defaults.SetAbsent(bound, number);
            }
        }

        if (axis.Number("decimals") is { } decimals)
        {
            defaults.SetAbsent("decimals", decimals);
        }
    }

    private static void AxisScale(JsonObject? axis, JsonObject custom)
    {
        if (axis.Text("label") is { Length: > 0 } label)
        {
            custom["axisLabel"] = label;
        }

        if (!axis.Flag("show", absent: true))
        {
            custom["axisPlacement"] = "hidden";
        }

        if (axis.Number("logBase") is { } log and > 1)
        {
            custom["scaleDistribution"] = new JsonObject { ["type"] = "log", ["log"] = log };
        }
    }

    private static void Lines(JsonObject panel, JsonObject custom)
    {
        bool hasLines = panel.Flag("lines", absent: true);
        bool hasBars = panel.Flag("bars");
        bool hasPoints = panel.Flag("points");
        custom["drawStyle"] = hasBars ? "bars" : hasLines ? "line" : "points";
        custom["lineWidth"] = panel.Number("linewidth") ?? 1;
        custom["fillOpacity"] = hasBars ? 100 : Math.Clamp((panel.Number("fill") ?? 1) * 10, 0, 100);
        custom["gradientMode"] = panel.Number("fillGradient") is > 0 ? "opacity" : "none";
        custom["lineInterpolation"] = panel.Flag("steppedLine") ? "stepAfter" : "linear";
        custom["showPoints"] = hasPoints ? "always" : "never";
        custom["pointSize"] = Math.Max(2, (panel.Number("pointradius") ?? 2) * 2);
        custom["stacking"] = new JsonObject
        {
            ["mode"] = !panel.Flag("stack") ? "none" : panel.Flag("percentage") ? "percent" : "normal",
            ["group"] = "A",
        };
    }

    private static void Thresholds(JsonObject panel, JsonObject defaults, JsonObject custom)
    {
        JsonObject[] old = [.. panel.Items("thresholds").Where(static step => step.Number("value") is not null).OrderBy(static step => step.Number("value"))];
        if (old.Length == 0)
        {
            return;
        }

        var steps = new JsonArray();
        bool reachesDown = old[0].Text("op") == "lt";
        steps.Add((JsonNode)new JsonObject { ["value"] = null, ["color"] = reachesDown ? Color(old[0]) : "transparent" });
        for (int i = 0; i < old.Length; i++)
        {
            bool isBelow = old[i].Text("op") == "lt";
            string above = isBelow ? (i + 1 < old.Length && old[i + 1].Text("op") == "lt" ? Color(old[i + 1]) : "transparent") : Color(old[i]);
            steps.Add((JsonNode)new JsonObject { ["value"] = old[i].Number("value"), ["color"] = above });
        }

        defaults.SetAbsent("thresholds", new JsonObject { ["mode"] = "absolute", ["steps"] = steps });
        bool hasFill = old.Any(static step => step.Flag("fill"));
        bool hasLine = old.Any(static step => step.Flag("line"));
        custom["thresholdsStyle"] = new JsonObject { ["mode"] = hasFill && hasLine ? "line+area" : hasFill ? "area" : hasLine ? "line" : "off" };
    }

    private static string Color(JsonObject step) => step.Text("colorMode") switch
    {
        "critical" => "red",
        "warning" => "orange",
        "ok" => "green",
        _ => step.Text("fillColor") ?? step.Text("lineColor") ?? "red",
    };

    private static void Options(JsonObject panel, JsonObject options)
    {
        JsonObject? legend = panel.Object("legend");
        var calcs = new JsonArray();
        if (legend.Flag("values"))
        {
            foreach ((string flag, string calc) in LegendCalcs)
            {
                if (legend.Flag(flag))
                {
                    calcs.Add((JsonNode)calc);
                }
            }
        }

        options.SetAbsent("legend", new JsonObject
        {
            ["showLegend"] = legend.Flag("show", absent: true),
            ["displayMode"] = legend.Flag("alignAsTable") ? "table" : "list",
            ["placement"] = legend.Flag("rightSide") ? "right" : "bottom",
            ["calcs"] = calcs,
        });
        JsonObject? tooltip = panel.Object("tooltip");
        options.SetAbsent("tooltip", new JsonObject
        {
            ["mode"] = tooltip.Flag("shared", absent: true) ? "multi" : "single",
            ["sort"] = tooltip.Number("sort") switch { 1 => "asc", 2 => "desc", _ => "none" },
        });
    }
}
