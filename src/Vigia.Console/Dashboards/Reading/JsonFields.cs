using System.Globalization;
using System.Text.Json;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>Reads an object's fields without ever failing: a field of a wrong type counts as absent, and a notice says so.</summary>
internal readonly struct JsonFields(JsonElement element, string path, NoticeList notices)
{
    public JsonElement Element => element;

    public string Path => path;

    public NoticeList Notices => notices;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>The field whatever it is; undefined where it is absent or null.</summary>
    public JsonElement this[string name] =>
        IsObject && element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : default;

    public string Text(string name, string absent = "")
    {
        JsonElement value = this[name];
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Undefined => absent,
            _ => Odd(name, "a text", value, absent),
        };
    }

    public double? Number(string name)
    {
        JsonElement value = this[name];
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                return value.GetDouble();
            case JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number):
                return number;
            case JsonValueKind.Undefined:
            case JsonValueKind.String when value.GetString()!.Length == 0:
                return null;
            default:
                return Odd<double?>(name, "a number", value, null);
        }
    }

    public int Integer(string name, int absent = 0) => Number(name) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : absent;

    public bool Flag(string name, bool absent = false)
    {
        JsonElement value = this[name];
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Undefined => absent,
            JsonValueKind.Number => value.GetDouble() != 0,
            JsonValueKind.String when bool.TryParse(value.GetString(), out bool flag) => flag,
            _ => Odd(name, "true or false", value, absent),
        };
    }

    public JsonFields Object(string name)
    {
        JsonElement value = this[name];
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            Odd(name, "an object", value, false);
            value = default;
        }

        return new JsonFields(value, Below(name), notices);
    }

    /// <summary>The objects of a list; entries that are none are noticed and left out.</summary>
    public IEnumerable<JsonFields> Items(string name)
    {
        JsonElement value = this[name];
        if (value.ValueKind != JsonValueKind.Array)
        {
            if (value.ValueKind != JsonValueKind.Undefined)
            {
                Odd(name, "a list", value, false);
            }

            yield break;
        }

        int at = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            var fields = new JsonFields(item, string.Create(CultureInfo.InvariantCulture, $"{Below(name)}[{at++}]"), notices);
            if (fields.IsObject)
            {
                yield return fields;
            }
            else if (item.ValueKind != JsonValueKind.Null)
            {
                notices.Add(fields.Path, $"expected an object, found {Name(item)}; left out");
            }
        }
    }

    /// <summary>A text or a list of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        JsonElement value = this[name];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Number => [value.GetRawText()],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(static item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(static item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())],
            _ => [],
        };
    }

    private string Below(string name) => path.Length == 0 ? name : path + "." + name;

    private T Odd<T>(string name, string expected, JsonElement value, T absent)
    {
        notices.Add(Below(name), $"expected {expected}, found {Name(value)}; taken as absent");
        return absent;
    }

    private static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
