using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>
/// The guide's object on one line: <c>timestamp</c>, <c>level</c>, <c>service</c>, <c>component</c>, <c>message</c>,
/// <c>details</c>, <c>context</c>, in that order, then <c>trace_id</c> and <c>span_id</c> where there is a span.
/// </summary>
internal sealed class JsonLineFormatter(LineShape shape) : IEventFormatter
{
    /// <summary>Room kept for the ends of the objects and the two ids.</summary>
    private const int Tail = 160;

    public void Format(JsonText line, LogEvent @event, LineSource source)
    {
        int start = line.Position;
        int room = shape.Limits.LineBytes - Tail;
        line.Raw("{\"timestamp\":\""u8);
        line.Timestamp(@event.Time);
        line.Raw(source.AfterTimestamp(@event.Severity));
        // The message was searched when it was taken up. Half of the line is its share, three quarters with the details.
        line.StringWithin(@event.Message, shape.Limits.MessageLength, start + (room / 2));
        line.Raw(",\"details\":{"u8);
        WriteDetails(line, @event, start + (room / 4 * 3), start + (room / 8 * 7));
        line.Raw("},\"context\":{"u8);
        WriteContext(line, @event, start + room);
        line.Byte((byte)'}');
        if (@event.Activity is { } activity)
        {
            line.Raw(",\"trace_id\":\""u8);
            WriteAscii(line, activity.TraceId.ToHexString());
            line.Raw("\",\"span_id\":\""u8);
            WriteAscii(line, activity.SpanId.ToHexString());
            line.Byte((byte)'"');
        }

        line.Raw("}\n"u8);
    }

    private void WriteDetails(JsonText line, LogEvent @event, int limit, int exceptionLimit)
    {
        int leftOut = @event.LeftOut;
        int first = line.Position;
        ReadOnlySpan<object?> values = @event.Values;
        foreach (int i in @event.Order)
        {
            LogKey key = @event.Keys[i];
            // The exception's own entry comes below; an argument of that name is nearly always the same object.
            if (@event.Exception is null || !ReferenceEquals(key, shape.ExceptionKey))
            {
                leftOut += WriteEntry(line, first, key, values[i], limit, @event.ValuesAreClean) ? 0 : 1;
            }
        }

        if (shape.IncludeEventName && @event.EventName is { Length: > 0 } name)
        {
            leftOut += WriteEntry(line, first, shape.Keys.Get("event"), name, limit, isClean: true) ? 0 : 1;
        }

        if (@event.Exception is { } exception)
        {
            Separate(line, first);
            line.Raw(shape.ExceptionKey.Json);
            shape.Values.WriteException(line, exception, exceptionLimit);
        }

        WriteLeftOut(line, first, leftOut);
    }

    private void WriteContext(JsonText line, LogEvent @event, int limit)
    {
        int leftOut = @event.ContextLeftOut;
        int first = line.Position;
        foreach ((LogKey key, object? value) in @event.Context)
        {
            leftOut += WriteEntry(line, first, key, value, limit, isClean: false) ? 0 : 1;
        }

        WriteLeftOut(line, first, leftOut);
    }

    /// <returns>Whether the entry found room.</returns>
    private bool WriteEntry(JsonText line, int first, LogKey key, object? value, int limit, bool isClean)
    {
        int start = line.Position;
        Separate(line, first);
        line.Raw(key.Json);
        shape.Values.Write(line, key.Kind, value, limit, isClean && value is string);
        if (line.Position <= limit)
        {
            return true;
        }

        line.Rewind(start);
        return false;
    }

    private static void WriteLeftOut(JsonText line, int first, int count)
    {
        if (count > 0)
        {
            Separate(line, first);
            line.Raw("\"truncated_fields\":"u8);
            line.Number(count);
        }
    }

    private static void Separate(JsonText line, int first)
    {
        if (line.Position > first)
        {
            line.Byte((byte)',');
        }
    }

    private static void WriteAscii(JsonText line, string text)
    {
        Span<byte> bytes = stackalloc byte[32];
        int length = System.Text.Encoding.ASCII.GetBytes(text, bytes);
        line.Raw(bytes[..length]);
    }
}
