using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>Reads what migrations ask of a dashboard's text, which may hold anything anywhere.</summary>
internal static class JsonNodeAccess
{
    public static JsonObject? Object(this JsonNode? node, string name) => Field(node, name) as JsonObject;

    /// <summary>The objects of a list; none where it is no list.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, string name) =>
        Field(node, name) is JsonArray list ? list.OfType<JsonObject>() : [];

    public static string? Text(this JsonNode? node, string name) => AsText(Field(node, name));

    public static string? AsText(this JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return null;
        }

        return value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        };
    }

    public static double? Number(this JsonNode? node, string name) => AsNumber(Field(node, name));

    public static double? AsNumber(this JsonNode? node) =>
        AsText(node) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    public static bool Flag(this JsonNode? node, string name, bool absent = false) => Field(node, name) switch
    {
        JsonValue value when value.GetValueKind() is JsonValueKind.True => true,
        JsonValue value when value.GetValueKind() is JsonValueKind.False => false,
        _ => absent,
    };

    public static bool Has(this JsonNode? node, string name) => Field(node, name) is not null;

    /// <summary>A copy that may stand elsewhere.</summary>
    public static JsonNode? Copy(this JsonNode? node, string name) => Field(node, name)?.DeepClone();

    /// <summary>The object there, made where there is none.</summary>
    public static JsonObject Ensure(this JsonObject node, string name)
    {
        if (node[name] is JsonObject there)
        {
            return there;
        }

        var made = new JsonObject();
        node[name] = made;
        return made;
    }

    /// <summary>Sets a field that is not there yet.</summary>
    public static void SetAbsent(this JsonObject node, string name, JsonNode? value)
    {
        if (node[name] is null && value is not null)
        {
            node[name] = value;
        }
    }

    private static JsonNode? Field(JsonNode? node, string name) => node is JsonObject fields && fields.TryGetPropertyValue(name, out JsonNode? value) ? value : null;
}
