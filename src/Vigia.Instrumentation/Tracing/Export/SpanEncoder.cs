using System.Diagnostics;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>
/// A finished span as <c>Span</c> of opentelemetry-proto's trace.proto 1.x: trace_id 1, span_id 2, trace_state 3,
/// parent_span_id 4, name 5, kind 6, start 7, end 8, attributes 9 (dropped 10), events 11 (dropped 12), links 13
/// (dropped 14), status 15, flags 16.
/// </summary>
internal static class SpanEncoder
{
    // SpanFlags: what the low eight bits leave; without the first the second says nothing.
    private const uint HasIsRemote = 0x100;
    private const uint IsRemote = 0x200;

    // What OpenTelemetry's own SetStatus left as attributes before Activity had a status.
    private const string StatusCodeKey = "otel.status_code";
    private const string StatusDescriptionKey = "otel.status_description";

    /// <summary>Appends the span, without a field's head.</summary>
    public static void Write(ProtobufText to, Activity span)
    {
        WriteIds(to, 1, 2, span.TraceId, span.SpanId);
        if (span.TraceStateString is { Length: > 0 } state)
        {
            to.Text(3, state);
        }

        if (span.ParentSpanId != default)
        {
            Span<byte> parent = stackalloc byte[8];
            span.ParentSpanId.CopyTo(parent);
            to.Bytes(4, parent);
        }

        to.Text(5, span.DisplayName);
        // SpanKind begins with INTERNAL at 1, ActivityKind at 0.
        to.Varint(6, (ulong)span.Kind + 1);
        to.Fixed64(7, Nanoseconds(span.StartTimeUtc));
        to.Fixed64(8, Nanoseconds(span.StartTimeUtc + span.Duration));
        (string? code, string? description) = WriteAttributes(to, span);
        WriteEvents(to, span);
        WriteLinks(to, span);
        WriteStatus(to, span, code, description);
        to.Fixed32(16, Flags(span.ActivityTraceFlags, span.HasRemoteParent));
    }

    private static (string? Code, string? Description) WriteAttributes(ProtobufText to, Activity span)
    {
        string? code = null;
        string? description = null;
        int count = 0;
        uint dropped = 0;
        foreach (ref readonly KeyValuePair<string, object?> tag in span.EnumerateTagObjects())
        {
            if (tag.Key is StatusCodeKey)
            {
                code = tag.Value as string;
            }
            else if (tag.Key is StatusDescriptionKey)
            {
                description = tag.Value as string;
            }
            else if (tag.Value is not null && (count == AttributeEncoder.MaxCount || !AttributeEncoder.Write(to, 9, tag.Key, tag.Value)))
            {
                dropped++;
            }
            else
            {
                count += tag.Value is null ? 0 : 1;
            }
        }

        WriteDropped(to, 10, dropped);
        return (code, description);
    }

    private static void WriteEvents(ProtobufText to, Activity span)
    {
        int count = 0;
        uint dropped = 0;
        foreach (ref readonly ActivityEvent happened in span.EnumerateEvents())
        {
            if (count++ >= AttributeEncoder.MaxCount)
            {
                dropped++;
                continue;
            }

            int start = to.Open(11);
            to.Fixed64(1, Nanoseconds(happened.Timestamp.UtcDateTime));
            to.Text(2, happened.Name);
            WriteTags(to, 3, 4, happened.EnumerateTagObjects());
            to.Close(start);
        }

        WriteDropped(to, 12, dropped);
    }

    private static void WriteLinks(ProtobufText to, Activity span)
    {
        int count = 0;
        uint dropped = 0;
        foreach (ref readonly ActivityLink link in span.EnumerateLinks())
        {
            if (count++ >= AttributeEncoder.MaxCount)
            {
                dropped++;
                continue;
            }

            int start = to.Open(13);
            WriteIds(to, 1, 2, link.Context.TraceId, link.Context.SpanId);
            if (link.Context.TraceState is { Length: > 0 } state)
            {
                to.Text(3, state);
            }

            WriteTags(to, 4, 5, link.EnumerateTagObjects());
            to.Fixed32(6, Flags(link.Context.TraceFlags, link.Context.IsRemote));
            to.Close(start);
        }

        WriteDropped(to, 14, dropped);
    }

    private static void WriteTags(ProtobufText to, int field, int droppedField, Activity.Enumerator<KeyValuePair<string, object?>> tags)
    {
        int count = 0;
        uint dropped = 0;
        foreach (ref readonly KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Value is null)
            {
                continue;
            }

            if (count == AttributeEncoder.MaxCount || !AttributeEncoder.Write(to, field, tag.Key, tag.Value))
            {
                dropped++;
            }
            else
            {
                count++;
            }
        }

        WriteDropped(to, droppedField, dropped);
    }

    // Status: message 2, code 3 (OK 1, ERROR 2). Only an error has a message.
    private static void WriteStatus(ProtobufText to, Activity span, string? code, string? description)
    {
        ulong status = span.Status switch
        {
            ActivityStatusCode.Ok => 1,
            ActivityStatusCode.Error => 2,
            _ when "OK".Equals(code, StringComparison.OrdinalIgnoreCase) => 1,
            _ when "ERROR".Equals(code, StringComparison.OrdinalIgnoreCase) => 2,
            _ => 0UL,
        };
        if (status == 0)
        {
            return;
        }

        int start = to.Open(15);
        string? message = span.Status == ActivityStatusCode.Unset ? description : span.StatusDescription;
        if (status == 2 && !string.IsNullOrEmpty(message))
        {
            to.Text(2, message.AsSpan(0, Math.Min(message.Length, AttributeEncoder.MaxTextLength)));
        }

        to.Varint(3, status);
        to.Close(start);
    }

    private static void WriteIds(ProtobufText to, int traceField, int spanField, ActivityTraceId trace, ActivitySpanId span)
    {
        Span<byte> id = stackalloc byte[16];
        trace.CopyTo(id);
        to.Bytes(traceField, id);
        span.CopyTo(id[..8]);
        to.Bytes(spanField, id[..8]);
    }

    private static void WriteDropped(ProtobufText to, int field, uint dropped)
    {
        if (dropped > 0)
        {
            to.Varint(field, dropped);
        }
    }

    private static uint Flags(ActivityTraceFlags flags, bool isRemote) =>
        (uint)flags | HasIsRemote | (isRemote ? IsRemote : 0);

    private static ulong Nanoseconds(DateTime utc) => (ulong)(utc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
