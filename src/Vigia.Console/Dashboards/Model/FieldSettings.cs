using System.Collections.Frozen;
using System.Text.Json;

namespace Vigia.Console.Dashboards.Model;

/// <summary>How a field is shown, by Grafana's names. Immutable; safe from any thread.</summary>
internal sealed class FieldSettings
{
    public static readonly FieldSettings Empty = new(FrozenDictionary<string, JsonElement>.Empty, FrozenDictionary<string, JsonElement>.Empty);

    private FieldSettings(IReadOnlyDictionary<string, JsonElement> standard, IReadOnlyDictionary<string, JsonElement> custom) =>
        (Standard, Custom) = (standard, custom);

    /// <summary>Unit, decimals, min, max, thresholds, mappings, …</summary>
    public IReadOnlyDictionary<string, JsonElement> Standard { get; }

    /// <summary>The panel type's own.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom { get; }

    /// <summary>The name to show; may hold variables and <c>${__field…}</c>.</summary>
    public string DisplayName => Text("displayName");

    public string Unit => Text("unit");

    /// <summary>Reads <c>fieldConfig.defaults</c>.</summary>
    public static FieldSettings Read(JsonElement defaults)
    {
        if (defaults.ValueKind != JsonValueKind.Object)
        {
            return Empty;
        }

        var standard = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var custom = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in defaults.EnumerateObject())
        {
            if (property.Name != "custom")
            {
                standard[property.Name] = property.Value;
            }
            else if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty own in property.Value.EnumerateObject())
                {
                    custom[own.Name] = own.Value;
                }
            }
        }

        return new FieldSettings(standard, custom);
    }

    /// <summary>These with some set anew.</summary>
    public FieldSettings With(IReadOnlyList<KeyValuePair<string, JsonElement>> properties)
    {
        var standard = new Dictionary<string, JsonElement>(Standard, StringComparer.Ordinal);
        var custom = new Dictionary<string, JsonElement>(Custom, StringComparer.Ordinal);
        foreach ((string path, JsonElement value) in properties)
        {
            bool isCustom = path.StartsWith("custom.", StringComparison.Ordinal);
            Dictionary<string, JsonElement> target = isCustom ? custom : standard;
            string name = isCustom ? path["custom.".Length..] : path;
            if (value.ValueKind is JsonValueKind.Undefined)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value;
            }
        }

        return new FieldSettings(standard, custom);
    }

    /// <summary>A text among the standard settings; "" where it is none.</summary>
    public string Text(string name) =>
        Standard.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A number among the standard settings.</summary>
    public double? Number(string name) =>
        Standard.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
