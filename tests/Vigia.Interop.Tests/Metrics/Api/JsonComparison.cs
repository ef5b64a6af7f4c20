using System.Text.Json;

namespace Vigia.Interop.Tests.Metrics.Api;

/// <summary>Compares JSON field by field, numbers by their text.</summary>
internal static class JsonComparison
{
    /// <summary>Where the two differ first, as a path with both sides; null where they do not. Fields may stand in any order, array elements may not.</summary>
    public static string? Difference(JsonElement one, JsonElement other, string path = "$")
    {
        if (one.ValueKind != other.ValueKind)
        {
            return $"{path}: {Short(one)} and {Short(other)}";
        }

        switch (one.ValueKind)
        {
            case JsonValueKind.Object:
                return Objects(one, other, path);
            case JsonValueKind.Array:
                return Arrays(one, other, path);
            case JsonValueKind.String:
                return one.GetString() == other.GetString() ? null : $"{path}: {Short(one)} and {Short(other)}";
            default:
                return one.GetRawText() == other.GetRawText() ? null : $"{path}: {Short(one)} and {Short(other)}";
        }
    }

    private static string? Objects(JsonElement one, JsonElement other, string path)
    {
        var rest = other.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        foreach (JsonProperty field in one.EnumerateObject())
        {
            if (!rest.Remove(field.Name, out JsonElement same))
            {
                return $"{path}.{field.Name} is missing";
            }

            if (Difference(field.Value, same, $"{path}.{field.Name}") is { } difference)
            {
                return difference;
            }
        }

        return rest.Count == 0 ? null : $"{path}.{rest.Keys.First()} is too many";
    }

    private static string? Arrays(JsonElement one, JsonElement other, string path)
    {
        if (one.GetArrayLength() != other.GetArrayLength())
        {
            return $"{path}: {one.GetArrayLength()} and {other.GetArrayLength()} elements: {Short(one)} and {Short(other)}";
        }

        int i = 0;
        foreach ((JsonElement left, JsonElement right) in Ordered(one).Zip(Ordered(other)))
        {
            if (Difference(left, right, $"{path}[{i++}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>The order of series is not defined; lists of anything else have one.</summary>
    private static IEnumerable<JsonElement> Ordered(JsonElement array) => array.EnumerateArray().All(static element => element.ValueKind == JsonValueKind.Object)
        ? array.EnumerateArray().OrderBy(Labels, StringComparer.Ordinal)
        : array.EnumerateArray();

    private static string Labels(JsonElement series) => string.Join(
        ',', (series.TryGetProperty("metric", out JsonElement metric) ? metric : series).EnumerateObject().Select(label => $"{label.Name}={label.Value}").Order(StringComparer.Ordinal));

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 300 } text ? text[..300] + "…" : element.GetRawText();
}
