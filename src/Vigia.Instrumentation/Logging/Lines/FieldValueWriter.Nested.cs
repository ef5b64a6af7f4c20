using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Objects, lists and exceptions.</summary>
internal sealed partial class FieldValueWriter
{
    /// <summary>Stands for what lies too deep, and for the rest of what is too long.</summary>
    private const string More = "…";

    /// <summary>An exception as the details hold it: <c>type</c>, <c>message</c>, <c>stack_trace</c>, and the <c>inner</c> one.</summary>
    public void WriteException(JsonText json, Exception exception, int limit) => WriteException(json, exception, limit, shape.Limits.Depth);

    private void WriteException(JsonText json, Exception exception, int limit, int depth)
    {
        json.Raw("{\"type\":"u8);
        Text(json, exception.GetType().FullName ?? exception.GetType().Name, 256);
        json.Raw(",\"message\":"u8);
        Text(json, Ask(exception, static e => e.Message), shape.Limits.ValueLength, limit);
        if (Ask(exception, static e => e.StackTrace) is { } stack)
        {
            json.Raw(",\"stack_trace\":"u8);
            Text(json, stack, shape.Limits.ValueLength * 4, limit);
        }

        if (exception.InnerException is { } inner && depth > 1 && json.Position < limit)
        {
            json.Raw(",\"inner\":"u8);
            WriteException(json, inner, limit, depth - 1);
        }

        json.Byte((byte)'}');
    }

    /// <summary>A member of a class that we do not know may throw; the line then says so.</summary>
    private string? Ask(Exception exception, Func<Exception, string?> member)
    {
        try
        {
            return member(exception);
        }
        catch (Exception e)
        {
            shape.Metrics.FormatErrors.Increment();
            return Unreadable(e);
        }
    }

    private static string Unreadable(Exception e) => $"(valor ilegível: {e.GetType().Name})";

    private void WriteContained(JsonText json, FieldKind kind, object? value, int limit, int depth, bool isClean)
    {
        int start = json.Position;
        try
        {
            if (kind == FieldKind.Open || value is null)
            {
                Write(json, value, limit, depth, isClean);
            }
            else
            {
                json.String(Masked(kind, value), int.MaxValue);
            }
        }
        catch (Exception e)
        {
            shape.Metrics.FormatErrors.Increment();
            json.Rewind(start);
            json.String(Unreadable(e), int.MaxValue);
        }
    }

    private void WriteObject(JsonText json, object value, int limit, int depth)
    {
        json.Byte((byte)'{');
        int count = 0;
        switch (value)
        {
            case IDictionary dictionary:
                IDictionaryEnumerator each = dictionary.GetEnumerator();
                while (each.MoveNext() && WriteEntry(json, ref count, Convert.ToString(each.Key, CultureInfo.InvariantCulture), each.Value, limit, depth))
                {
                }

                break;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach (KeyValuePair<string, object?> pair in pairs)
                {
                    if (!WriteEntry(json, ref count, pair.Key, pair.Value, limit, depth))
                    {
                        break;
                    }
                }

                break;
            case IEnumerable<KeyValuePair<string, string>> pairs:
                foreach (KeyValuePair<string, string> pair in pairs)
                {
                    if (!WriteEntry(json, ref count, pair.Key, pair.Value, limit, depth))
                    {
                        break;
                    }
                }

                break;
            case JsonElement element:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (!WriteEntry(json, ref count, property.Name, property.Value, limit, depth))
                    {
                        break;
                    }
                }

                break;
        }

        json.Byte((byte)'}');
    }

    /// <returns>Whether there is room for another.</returns>
    private bool WriteEntry(JsonText json, ref int count, string? name, object? value, int limit, int depth)
    {
        if (count > 0)
        {
            json.Byte((byte)',');
        }

        if (count++ == shape.Limits.Entries || json.Position > limit)
        {
            json.Raw("\"…\":\"…\""u8);
            return false;
        }

        LogKey key = shape.Keys.Get(name ?? "");
        json.Raw(key.Json);
        WriteContained(json, key.Kind, value, limit, depth - 1, isClean: false);
        return true;
    }

    private void WriteArray(JsonText json, IEnumerable items, int limit, int depth)
    {
        json.Byte((byte)'[');
        int count = 0;
        foreach (object? item in items)
        {
            if (count > 0)
            {
                json.Byte((byte)',');
            }

            if (count++ == shape.Limits.Entries || json.Position > limit)
            {
                json.String(More, int.MaxValue);
                break;
            }

            WriteContained(json, FieldKind.Open, item, limit, depth - 1, isClean: false);
        }

        json.Byte((byte)']');
    }

    private void WriteElement(JsonText json, JsonElement element, int limit, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, element, limit, depth);
                break;
            case JsonValueKind.Array:
                WriteArray(json, element.EnumerateArray(), limit, depth);
                break;
            case JsonValueKind.String:
                Text(json, element.GetString(), shape.Limits.ValueLength, limit);
                break;
            case JsonValueKind.Undefined:
                json.Raw("null"u8);
                break;
            default:
                // A number keeps its digits; one of absurd length becomes a cut string.
                string raw = element.GetRawText();
                if (raw.Length <= 64)
                {
                    json.Raw(Encoding.UTF8.GetBytes(raw));
                }
                else
                {
                    json.String(raw, 64);
                }

                break;
        }
    }
}
