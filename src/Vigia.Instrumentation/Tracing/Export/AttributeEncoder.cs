using System.Globalization;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>
/// Attributes as <c>KeyValue</c> of opentelemetry-proto's common.proto: key 1, value 2; in the value string 1, bool 2,
/// int 3, double 4, array 5.
/// </summary>
internal static class AttributeEncoder
{
    /// <summary>OpenTelemetry's default bound of attributes, events and links; what is over it is counted in the span.</summary>
    public const int MaxCount = 128;

    /// <summary>Characters of one text. A stack trace has room; a body that went astray does not fill the queue.</summary>
    public const int MaxTextLength = 32_768;

    /// <returns>Whether the attribute was written; not, where it has no value or the value's own code throws.</returns>
    public static bool Write(ProtobufText to, int field, string key, object? value)
    {
        if (value is null)
        {
            return false;
        }

        return (value is string text && to.TryShortPair(field, key, text)) || WriteLong(to, field, key, value);
    }

    private static bool WriteLong(ProtobufText to, int field, string key, object value)
    {
        int before = to.Length;
        try
        {
            int attribute = to.Open(field);
            to.Text(1, key);
            int any = to.Open(2);
            WriteValue(to, value);
            to.Close(any);
            to.Close(attribute);
            return true;
        }
        catch (Exception)
        {
            // Somebody's ToString; the span is worth more than the attribute, which counts as dropped.
            to.Rewind(before);
            return false;
        }
    }

    private static void WriteValue(ProtobufText to, object value)
    {
        switch (value)
        {
            case string text:
                WriteText(to, text);
                break;
            case bool flag:
                to.Varint(2, flag ? 1UL : 0UL);
                break;
            case int number:
                to.Varint(3, (ulong)number);
                break;
            case long number:
                to.Varint(3, (ulong)number);
                break;
            case double number:
                to.Fixed64(4, BitConverter.DoubleToUInt64Bits(number));
                break;
            case float number:
                to.Fixed64(4, BitConverter.DoubleToUInt64Bits(number));
                break;
            case short number:
                to.Varint(3, (ulong)number);
                break;
            case sbyte number:
                to.Varint(3, (ulong)number);
                break;
            case byte or ushort or uint:
                to.Varint(3, Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case Array items:
                WriteArray(to, items);
                break;
            default:
                WriteText(to, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static void WriteText(ProtobufText to, ReadOnlySpan<char> text) =>
        to.Text(1, text.Length > MaxTextLength ? text[..MaxTextLength] : text);

    private static void WriteArray(ProtobufText to, Array items)
    {
        int array = to.Open(5);
        int count = 0;
        foreach (object? item in items)
        {
            if (count++ == MaxCount)
            {
                break;
            }

            // A missing item is an AnyValue without a value; an array within an array is written as text.
            int any = to.Open(1);
            if (item is not null)
            {
                WriteValue(to, item is Array ? item.ToString() ?? "" : item);
            }

            to.Close(any);
        }

        to.Close(array);
    }
}
