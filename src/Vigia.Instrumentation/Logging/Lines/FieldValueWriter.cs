using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Writes a field's value as JSON of the fitting type, without reflection, without secrets, and within bounds. Thread safe.</summary>
internal sealed partial class FieldValueWriter(LineShape shape, bool maskAddresses)
{
    /// <summary>What a field shows that may not be shown as it is.</summary>
    public string Masked(FieldKind kind, object? value) =>
        kind == FieldKind.UserId && value is not null
            ? shape.Redactor.MaskUserId(Convert.ToString(value, CultureInfo.InvariantCulture))
            : Redactor.Replacement;

    /// <summary>Writes a field's value. Where the value's own code throws, what was begun is taken back and the line says so.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="kind">What the field's name says of it.</param>
    /// <param name="value">The value.</param>
    /// <param name="limit">Where the line's room ends. What is begun is brought to an end soon after it.</param>
    /// <param name="isClean">Whether the value's text is known to hold no secret.</param>
    public void Write(JsonText json, FieldKind kind, object? value, int limit, bool isClean = false) =>
        WriteContained(json, kind, value, limit, shape.Limits.Depth, isClean);

    /// <summary>Text without its secrets, cut to a length.</summary>
    public void Text(JsonText json, ReadOnlySpan<char> text, int maxChars, int limit = int.MaxValue, bool isClean = false)
    {
        if (isClean)
        {
            json.StringWithin(text, maxChars, limit);
            return;
        }

        ReadOnlySpan<char> searched = text.Length > maxChars + LineShape.Window ? text[..(maxChars + LineShape.Window)] : text;
        json.StringWithin(shape.Redactor.MayChange(searched) ? shape.Redactor.Redact(searched) : searched, maxChars, limit);
    }

    private void Write(JsonText json, object? value, int limit, int depth, bool isClean)
    {
        switch (value)
        {
            case null:
                json.Raw("null"u8);
                break;
            case string text:
                Text(json, text, shape.Limits.ValueLength, limit, isClean);
                break;
            case int number:
                json.Number(number);
                break;
            case long number:
                json.Number(number);
                break;
            case bool flag:
                json.Raw(flag ? "true"u8 : "false"u8);
                break;
            case double number:
                WriteDouble(json, number);
                break;
            case float number:
                WriteFloat(json, number);
                break;
            case decimal number:
                json.Number(number);
                break;
            case uint number:
                json.Number(number);
                break;
            case ulong number:
                json.Number(number);
                break;
            case short number:
                json.Number(number);
                break;
            case ushort number:
                json.Number(number);
                break;
            case byte number:
                json.Number(number);
                break;
            case sbyte number:
                json.Number(number);
                break;
            case Guid id:
                json.Byte((byte)'"');
                json.Number(id);
                json.Byte((byte)'"');
                break;
            case DateTimeOffset time:
                json.Byte((byte)'"');
                json.Timestamp(time);
                json.Byte((byte)'"');
                break;
            case DateTime { Kind: DateTimeKind.Utc } time:
                json.Byte((byte)'"');
                json.Timestamp(time);
                json.Byte((byte)'"');
                break;
            default:
                WriteOther(json, value, limit, depth);
                break;
        }
    }

    private static void WriteDouble(JsonText json, double number)
    {
        if (double.IsFinite(number))
        {
            json.Number(number);
        }
        else
        {
            json.String(number.ToString(CultureInfo.InvariantCulture), int.MaxValue);
        }
    }

    private static void WriteFloat(JsonText json, float number)
    {
        if (float.IsFinite(number))
        {
            json.Number(number);
        }
        else
        {
            json.String(number.ToString(CultureInfo.InvariantCulture), int.MaxValue);
        }
    }

    private void WriteOther(JsonText json, object value, int limit, int depth)
    {
        switch (value)
        {
            case IPAddress address:
                json.String((maskAddresses ? AddressMask.Mask(address) : address).ToString(), int.MaxValue);
                break;
            case IPEndPoint endpoint:
                json.String((maskAddresses ? new IPEndPoint(AddressMask.Mask(endpoint.Address), endpoint.Port) : endpoint).ToString(), int.MaxValue);
                break;
            case byte[] bytes:
                Text(json, Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, shape.Limits.ValueLength))), shape.Limits.ValueLength, limit);
                break;
            case DateTime time:
                Text(json, time.ToString("O", CultureInfo.InvariantCulture), shape.Limits.ValueLength, limit);
                break;
            case Enum:
                Text(json, value.ToString(), shape.Limits.ValueLength, limit);
                break;
            case JsonElement { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } element:
                WriteElement(json, element, limit, depth);
                break;
            case Exception exception:
                WriteException(json, exception, limit, Math.Max(1, depth));
                break;
            case IFormattable formattable:
                Text(json, formattable.ToString(null, CultureInfo.InvariantCulture), shape.Limits.ValueLength, limit);
                break;
            case IEnumerable or JsonElement when depth <= 0:
                json.String(More, int.MaxValue);
                break;
            case JsonElement element:
                WriteElement(json, element, limit, depth);
                break;
            case IDictionary or IEnumerable<KeyValuePair<string, object?>> or IEnumerable<KeyValuePair<string, string>>:
                WriteObject(json, value, limit, depth);
                break;
            case IEnumerable items:
                WriteArray(json, items, limit, depth);
                break;
            default:
                Text(json, value.ToString(), shape.Limits.ValueLength, limit);
                break;
        }
    }
}
