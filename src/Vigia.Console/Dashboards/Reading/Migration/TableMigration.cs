using System.Text.Json.Nodes;
using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>The old table: its transform as a transformation, its column styles as overrides.</summary>
internal static class TableMigration
{
    private static readonly Dictionary<string, string> Calcs = new(StringComparer.Ordinal)
    {
        ["avg"] = "mean",
        ["min"] = "min",
        ["max"] = "max",
        ["total"] = "sum",
        ["current"] = "lastNotNull",
        ["count"] = "count",
    };

    public static void Apply(JsonObject panel)
    {
        panel["type"] = "table";
        JsonObject config = panel.Ensure("fieldConfig");
        config.Ensure("defaults");
        var overrides = config["overrides"] as JsonArray ?? [];
        config["overrides"] = overrides;
        var patterns = new List<string>();
        foreach (JsonObject style in panel.Items("styles"))
        {
            Style(style, patterns, overrides);
        }

        var transformations = panel["transformations"] as JsonArray ?? [];
        panel["transformations"] = transformations;
        if (Transform(panel) is { } transform)
        {
            transformations.Add((JsonNode)transform);
        }
    }

    private static JsonObject? Transform(JsonObject panel)
    {
        switch (panel.Text("transform"))
        {
            case "timeseries_to_rows":
                return new JsonObject { ["id"] = "seriesToRows", ["options"] = new JsonObject() };
            case "timeseries_to_columns":
                return new JsonObject { ["id"] = "joinByField", ["options"] = new JsonObject { ["byField"] = "Time", ["mode"] = "outer" } };
            case "timeseries_aggregations":
                var reducers = new JsonArray();
                foreach (JsonObject column in panel.Items("columns"))
                {
                    if (Calcs.TryGetValue(column.Text("value") ?? "", out string? calc))
                    {
                        reducers.Add((JsonNode)calc);
                    }
                }

                return new JsonObject { ["id"] = "reduce", ["options"] = new JsonObject { ["reducers"] = reducers } };
            default:
                return panel.Items("targets").Skip(1).Any() ? new JsonObject { ["id"] = "merge", ["options"] = new JsonObject() } : null;
        }
    }

    // Of all overrides that match the last one has its way; of styles it was the first one. So each stands back where an earlier one matches.
    private static void Style(JsonObject style, List<string> patterns, JsonArray overrides)
    {
        string pattern = style.Text("pattern") ?? "";
        if (pattern.Length == 0)
        {
            return;
        }

        var properties = new JsonArray();
        Add(properties, "displayName", style.Text("alias") is { Length: > 0 } alias ? JsonValue.Create(alias) : null);
        switch (style.Text("type"))
        {
            case "hidden":
                Add(properties, "custom.hidden", JsonValue.Create(true));
                break;
            case "number":
                Add(properties, "unit", style.Copy("unit"));
                Add(properties, "decimals", style.Number("decimals") is { } decimals ? JsonValue.Create(decimals) : null);
                break;
            case "date":
                Add(properties, "unit", JsonValue.Create("time: " + (style.Text("dateFormat") ?? "YYYY-MM-DD HH:mm:ss")));
                break;
            default:
                break;
        }

        if (style.Text("align") is { Length: > 0 } align)
        {
            Add(properties, "custom.align", JsonValue.Create(align));
        }

        if (style.Flag("link") && style.Text("linkUrl") is { Length: > 0 } url)
        {
            Add(properties, "links", new JsonArray(new JsonObject
            {
                ["title"] = style.Text("linkTooltip") ?? "",
                ["url"] = url,
                ["targetBlank"] = style.Flag("linkTargetBlank"),
            }));
        }

        Colours(style, properties);
        overrides.Add((JsonNode)new JsonObject
        {
            ["matcher"] = new JsonObject { ["id"] = FieldMatcher.ByColumnStyle, ["options"] = new JsonArray([pattern, .. patterns]) },
            ["properties"] = properties,
        });
        patterns.Add(pattern);
    }

    private static void Colours(JsonObject style, JsonArray properties)
    {
        string? cell = style.Text("colorMode") switch { "cell" or "row" => "color-background", "value" => "color-text", _ => null };
        if (cell is null || style["thresholds"] is not JsonArray bounds || style["colors"] is not JsonArray { Count: > 0 } colors)
        {
            return;
        }

        Add(properties, "custom.cellOptions", new JsonObject { ["type"] = cell });
        var steps = new JsonArray { (JsonNode)new JsonObject { ["value"] = null, ["color"] = colors[0].AsText() ?? "green" } };
        for (int i = 0; i < bounds.Count && i + 1 < colors.Count; i++)
        {
            if (bounds[i].AsNumber() is { } bound)
            {
                steps.Add((JsonNode)new JsonObject { ["value"] = bound, ["color"] = colors[i + 1].AsText() ?? "red" });
            }
        }

        Add(properties, "thresholds", new JsonObject { ["mode"] = "absolute", ["steps"] = steps });
        Add(properties, "color", new JsonObject { ["mode"] = "thresholds" });
    }

    private static void Add(JsonArray properties, string id, JsonNode? value)
    {
        if (value is not null)
        {
            properties.Add((JsonNode)new JsonObject { ["id"] = id, ["value"] = value });
        }
    }
}
