using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>Value mappings once were a list of numbered kinds, one value each; they now say their kind and gather values.</summary>
internal static class MappingMigration
{
    private const int ValueKind = 1;
    private const int RangeKind = 2;

    public static void Apply(JsonObject panel)
    {
        JsonObject? config = panel.Object("fieldConfig");
        Apply(config.Object("defaults"), "mappings");
        foreach (JsonObject one in config.Items("overrides"))
        {
            foreach (JsonObject property in one.Items("properties"))
            {
                if (property.Text("id") == "mappings")
                {
                    Apply(property, "value");
                }
            }
        }
    }

    private static void Apply(JsonObject? holder, string name)
    {
        if (holder?[name] is JsonArray list && list.OfType<JsonObject>().Any(IsOld))
        {
            holder[name] = Convert([.. list.OfType<JsonObject>()]);
        }
    }

    private static bool IsOld(JsonObject mapping) =>
        mapping["options"] is null && (mapping["type"] is null or JsonValue) && mapping.Text("type") is null or "0" or "1" or "2" or "3";

    private static JsonArray Convert(JsonObject[] mappings)
    {
        var values = new JsonObject();
        var converted = new JsonArray();
        int index = 0;
        foreach (JsonObject mapping in mappings)
        {
            if (!IsOld(mapping))
            {
                converted.Add(mapping.DeepClone());
                continue;
            }

            var shown = new JsonObject { ["text"] = mapping.Text("text") ?? "", ["index"] = index++ };
            if (mapping.Text("color") is { Length: > 0 } color)
            {
                shown["color"] = color;
            }

            int kind = (int)(mapping.Number("type") ?? (mapping.Has("from") ? RangeKind : ValueKind));
            if (kind == RangeKind)
            {
                converted.Add((JsonNode)new JsonObject
                {
                    ["type"] = "range",
                    ["options"] = new JsonObject { ["from"] = Bound(mapping, "from"), ["to"] = Bound(mapping, "to"), ["result"] = shown },
                });
            }
            else if (mapping.Text("value") is { } value)
            {
                if (value == "null")
                {
                    converted.Add((JsonNode)new JsonObject { ["type"] = "special", ["options"] = new JsonObject { ["match"] = "null", ["result"] = shown } });
                }
                else
                {
                    values[value] = shown;
                }
            }
        }

        if (values.Count > 0)
        {
            converted.Insert(0, new JsonObject { ["type"] = "value", ["options"] = values });
        }

        return converted;
    }

    private static JsonValue? Bound(JsonObject mapping, string name) =>
        double.TryParse(mapping.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? JsonValue.Create(number) : null;
}
