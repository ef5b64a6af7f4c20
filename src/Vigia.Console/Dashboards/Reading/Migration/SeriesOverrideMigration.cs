using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>What a <c>graph</c> panel says of single series, as overrides: <c>seriesOverrides</c> and <c>aliasColors</c>.</summary>
internal static class SeriesOverrideMigration
{
    public static void Apply(JsonObject panel, JsonObject? right, JsonArray overrides)
    {
        foreach (JsonObject old in panel.Items("seriesOverrides"))
        {
            string alias = old.Text("alias") ?? "";
            var properties = new JsonArray();
            Properties(old, right, properties);
            if (alias.Length > 0 && properties.Count > 0)
            {
                bool isPattern = alias.Length > 1 && alias[0] == '/';
                overrides.Add((JsonNode)new JsonObject
                {
                    ["matcher"] = new JsonObject { ["id"] = isPattern ? "byRegexp" : "byName", ["options"] = alias },
                    ["properties"] = properties,
                });
            }
        }

        if (panel.Object("aliasColors") is { } colors)
        {
            foreach ((string alias, JsonNode? color) in colors)
            {
                if (color.AsText() is { Length: > 0 } text)
                {
                    overrides.Add((JsonNode)new JsonObject
                    {
                        ["matcher"] = new JsonObject { ["id"] = "byName", ["options"] = alias },
                        ["properties"] = new JsonArray(Property("color", Fixed(text))),
                    });
                }
            }
        }
    }

    private static void Properties(JsonObject old, JsonObject? right, JsonArray into)
    {
        foreach ((string name, JsonNode? value) in old)
        {
            switch (name)
            {
                case "yaxis" when value.AsNumber() == 2:
                    RightAxis(right, into);
                    break;
                case "fill" when value.AsNumber() is { } fill:
                    Add(into, "custom.fillOpacity", Math.Clamp(fill * 10, 0, 100));
                    break;
                case "linewidth" when value.AsNumber() is { } width:
                    Add(into, "custom.lineWidth", width);
                    break;
                case "bars" when old.Flag(name):
                    Add(into, "custom.drawStyle", "bars");
                    Add(into, "custom.fillOpacity", 100);
                    break;
                case "lines" when !old.Flag(name) && !old.Flag("bars"):
                    if (old.Flag("points"))
                    {
                        Add(into, "custom.drawStyle", "points");
                    }
                    else
                    {
                        Add(into, "custom.lineWidth", 0);
                    }

                    break;
                case "points" when old.Flag(name):
                    Add(into, "custom.showPoints", "always");
                    break;
                case "steppedLine" when old.Flag(name):
                    Add(into, "custom.lineInterpolation", "stepAfter");
                    break;
                case "transform" when value.AsText() is "negative-Y":
                    Add(into, "custom.transform", "negative-Y");
                    break;
                case "color" when value.AsText() is { Length: > 0 } color:
                    into.Add((JsonNode)Property("color", Fixed(color)));
                    break;
                case "stack":
                    Stack(value, into);
                    break;
                case "legend" when !old.Flag(name, absent: true):
                    into.Add((JsonNode)Property("custom.hideFrom", new JsonObject { ["legend"] = true, ["tooltip"] = false, ["viz"] = false }));
                    break;
                case "dashes" when old.Flag(name):
                    var dash = new JsonArray(old.Number("dashLength") ?? 10, old.Number("spaceLength") ?? 10);
                    into.Add((JsonNode)Property("custom.lineStyle", new JsonObject { ["fill"] = "dash", ["dash"] = dash }));
                    break;
                case "fillBelowTo" when value.AsText() is { } below:
                    Add(into, "custom.fillBelowTo", below);
                    break;
                default:
                    break;
            }
        }
    }

    private static void Stack(JsonNode? value, JsonArray into)
    {
        string? group = value.AsText();
        bool isOff = group is null && value is JsonValue flag && flag.TryGetValue(out bool stacks) && !stacks;
        into.Add((JsonNode)Property("custom.stacking", new JsonObject { ["mode"] = isOff ? "none" : "normal", ["group"] = group ?? "A" }));
    }

    private static void RightAxis(JsonObject? right, JsonArray into)
    {
        Add(into, "custom.axisPlacement", "right");
        foreach ((string from, string to) in new[] { ("format", "unit"), ("label", "custom.axisLabel") })
        {
            if (right.Text(from) is { Length: > 0 } text)
            {
                Add(into, to, text);
            }
        }

        foreach (string bound in new[] { "min", "max", "decimals" })
        {
            if (right.Number(bound) is { } number)
            {
                Add(into, bound, number);
            }
        }
    }

    private static void Add(JsonArray into, string id, JsonNode value) => into.Add((JsonNode)Property(id, value));

    private static JsonObject Property(string id, JsonNode value) => new() { ["id"] = id, ["value"] = value };

    private static JsonObject Fixed(string color) => new() { ["mode"] = "fixed", ["fixedColor"] = color };
}
