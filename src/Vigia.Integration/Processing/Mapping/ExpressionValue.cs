using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>What an expression came to: nothing, a piece of the payload, a text, or several pieces.</summary>
internal readonly struct ExpressionValue
{
    private readonly JsonElement _element;
    private readonly string? _text;
    private readonly IReadOnlyList<JsonElement>? _many;

    private ExpressionValue(JsonElement element, string? text, IReadOnlyList<JsonElement>? many, JsonValueKind kind)
    {
        _element = element;
        _text = text;
        _many = many;
        Kind = kind;
    }

    public static ExpressionValue Missing => default;

    /// <summary><see cref="JsonValueKind.Undefined"/>: there is nothing.</summary>
    public JsonValueKind Kind { get; }

    public bool IsMissing => Kind is JsonValueKind.Undefined;

    public static ExpressionValue Of(JsonElement element) => new(element, null, null, element.ValueKind);

    public static ExpressionValue Of(string? text) => text is null ? default : new(default, text, null, JsonValueKind.String);

    public static ExpressionValue Of(IReadOnlyList<JsonElement> many) => new(default, null, many, JsonValueKind.Array);

    /// <summary>A string's characters; a scalar as JSON writes it. Null for objects, arrays, null and nothing.</summary>
    public string? AsText() => Kind switch
    {
        JsonValueKind.String => _text ?? _element.GetString(),
        JsonValueKind.Number => _element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>A number, or a string that reads as a JSON number.</summary>
    public bool TryGetNumber(out JsonElement number)
    {
        if (Kind is JsonValueKind.Number)
        {
            number = _element;
            return true;
        }

        number = default;
        if (Kind is not JsonValueKind.String || AsText() is not { Length: > 0 and <= 64 } text)
        {
            return false;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.Number || reader.BytesConsumed != Encoding.UTF8.GetByteCount(text))
            {
                return false;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(text);
        number = document.RootElement.Clone();
        return true;
    }

    /// <summary>The elements of an array; null for anything else.</summary>
    public IEnumerable<JsonElement>? AsElements() =>
        _many is not null ? _many : Kind is JsonValueKind.Array ? _element.EnumerateArray() : null;

    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_many is not null)
        {
            writer.WriteStartArray();
            foreach (JsonElement element in _many)
            {
                element.WriteTo(writer);
            }

            writer.WriteEndArray();
        }
        else if (_text is not null)
        {
            writer.WriteStringValue(_text);
        }
        else if (IsMissing)
        {
            writer.WriteNullValue();
        }
        else
        {
            _element.WriteTo(writer);
        }
    }

    /// <summary>Numbers by value, where both are; strings by their characters, ordinally. Null: they have no order.</summary>
    public int? CompareTo(in ExpressionValue other)
    {
        if (Kind is JsonValueKind.Number && other.Kind is JsonValueKind.Number)
        {
            return CompareNumbers(_element, other._element);
        }

        return Kind is JsonValueKind.String && other.Kind is JsonValueKind.String
            ? string.CompareOrdinal(AsText(), other.AsText())
            : null;
    }

    public bool IsEqualTo(in ExpressionValue other)
    {
        if (Kind != other.Kind)
        {
            return false;
        }

        return Kind switch
        {
            JsonValueKind.Number or JsonValueKind.String => CompareTo(other) == 0,
            JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null => true,
            JsonValueKind.Array or JsonValueKind.Object =>
                _many is null && other._many is null && JsonElement.DeepEquals(_element, other._element),
            _ => false,
        };
    }

    // Decimals keep 0.1 and large ids exact; what does not fit in one is compared as a double.
    private static int CompareNumbers(JsonElement left, JsonElement right) =>
        left.TryGetDecimal(out decimal a) && right.TryGetDecimal(out decimal b)
            ? a.CompareTo(b)
            : double.Parse(left.GetRawText(), CultureInfo.InvariantCulture).CompareTo(
                double.Parse(right.GetRawText(), CultureInfo.InvariantCulture));
}
