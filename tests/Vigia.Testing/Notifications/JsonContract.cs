using System.Text.Json;

namespace Vigia.Testing.Notifications;

/// <summary>Looks for what breaks a published description of JSON: unknown names, wrong kinds, missing or too long texts.</summary>
public sealed class JsonContract
{
    private readonly List<string> _problems = [];

    /// <summary>What is wrong; null where nothing is.</summary>
    public string? Problem => _problems.Count == 0 ? null : string.Join("; ", _problems);

    /// <summary>Notes that something is wrong where a condition does not hold.</summary>
    public void Require(bool holds, string problem)
    {
        if (!holds)
        {
            _problems.Add(problem);
        }
    }

    /// <summary>An object with some names and no others.</summary>
    public bool IsObject(JsonElement element, string where, params ReadOnlySpan<string> names)
    {
        Require(element.ValueKind == JsonValueKind.Object, $"{where} must be an object");
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            Require(names.Contains(property.Name), $"unknown {where}.{property.Name}");
        }

        return true;
    }

    /// <summary>A text under a name; "" where it is not there.</summary>
    public string Text(JsonElement parent, string name, string where, bool isRequired = false, int longest = int.MaxValue)
    {
        if (!parent.TryGetProperty(name, out JsonElement value))
        {
            Require(!isRequired, $"{where}.{name} is missing");
            return "";
        }

        Require(value.ValueKind == JsonValueKind.String, $"{where}.{name} must be a text");
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        Require(text.Length > 0, $"{where}.{name} is empty");
        Require(text.Length <= longest, $"{where}.{name} is longer than {longest}");
        return text;
    }

    /// <summary>The elements of a list under a name; none where it is not there.</summary>
    public IReadOnlyList<JsonElement> List(JsonElement parent, string name, string where)
    {
        if (!parent.TryGetProperty(name, out JsonElement list))
        {
            return [];
        }

        Require(list.ValueKind == JsonValueKind.Array, $"{where}.{name} must be a list");
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
    }

    /// <summary>An absolute address under a name, if it is there.</summary>
    public void Address(JsonElement parent, string name, string where, bool isRequired = false)
    {
        string text = Text(parent, name, where, isRequired);
        Require(text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"), $"{where}.{name} is no address");
    }
}
