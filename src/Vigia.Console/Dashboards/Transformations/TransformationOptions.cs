using System.Text.Json;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Reads a transformation's options; what is not there, or of another type, is absent.</summary>
internal readonly struct TransformationOptions(JsonElement element)
{
    public TransformationOptions this[string name] => new(Field(name));

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public IEnumerable<TransformationOptions> Items =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(static item => new TransformationOptions(item)) : [];

    public IEnumerable<KeyValuePair<string, TransformationOptions>> Fields =>
        IsObject ? element.EnumerateObject().Select(static one => KeyValuePair.Create(one.Name, new TransformationOptions(one.Value))) : [];

    public string AsText => element.ValueKind switch { JsonValueKind.String => element.GetString()!, JsonValueKind.Number => element.GetRawText(), _ => "" };

    public double? AsNumber => element.ValueKind == JsonValueKind.Number ? element.GetDouble()
        : element.ValueKind == JsonValueKind.String && double.TryParse(element.GetString(), System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : null;

    public bool AsFlag => element.ValueKind == JsonValueKind.True;

    public string Text(string name, string absent = "") => this[name].AsText is { Length: > 0 } text ? text : absent;

    public double? Number(string name) => this[name].AsNumber;

    public bool Flag(string name) => this[name].AsFlag;

    public IReadOnlyList<string> Texts(string name) => [.. this[name].Items.Select(static item => item.AsText)];

    private JsonElement Field(string name) => IsObject && element.TryGetProperty(name, out JsonElement value) ? value : default;
}
