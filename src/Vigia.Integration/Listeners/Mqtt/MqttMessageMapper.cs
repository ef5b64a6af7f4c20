using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MQTTnet.Packets;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Envelopes;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>
/// Makes a message of a PUBLISH packet. Its fields come from MQTT 5's user properties: <c>id</c>, <c>key</c>,
/// <c>user-id</c>, <c>sent-at</c> (RFC 3339), <c>idempotency-key</c>, and W3C's <c>traceparent</c> and <c>tracestate</c>;
/// others are headers. MQTT 3.1.1 has none. Thread safe.
/// </summary>
internal static class MqttMessageMapper
{
    private const int MaxProperties = 64;

    // RFC 3339: the offset is not optional, for without one it is anybody's guess when it was.
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd't'HH:mm:ss.FFFFFFF'z'"];

    /// <param name="packet">The packet; its payload's memory goes to the message.</param>
    /// <param name="identity">The sender.</param>
    /// <param name="type">The message type that its topic stands for; null: none.</param>
    /// <param name="key">The partition key that its topic stands for, or null.</param>
    /// <param name="requestId">Names the packet in logs.</param>
    /// <param name="remoteAddress">The sender's address.</param>
    /// <param name="error">What is wrong with its properties, or null.</param>
    public static IncomingMessage Map(
        MqttPublishPacket packet, Identity identity, string? type, string? key, string requestId, string? remoteAddress, out string? error)
    {
        error = null;
        string? id = null, userId = null, idempotencyKey = null, traceParent = null, traceState = null;
        DateTimeOffset? sentAt = null;
        Dictionary<string, string>? headers = null;
        List<MqttUserProperty>? properties = packet.UserProperties;
        int count = properties?.Count ?? 0;
        if (count > MaxProperties)
        {
            error = FormattableString.Invariant($"The message has {count} user properties; {MaxProperties} are allowed.");
            count = 0;
        }

        for (int i = 0; i < count; i++)
        {
            string name = properties![i].Name;
            string value = Text(name, properties[i].ValueBuffer.Span, ref error);
            switch (name)
            {
                case "id":
                    Set(ref id, name, value, ref error);
                    break;
                case "key":
                    // The sender's own key counts more than the one of its topic.
                    key = value;
                    break;
                case "user-id":
                    Set(ref userId, name, value, ref error);
                    break;
                case "idempotency-key":
                    Set(ref idempotencyKey, name, value, ref error);
                    break;
                case "traceparent":
                    Set(ref traceParent, name, value, ref error);
                    break;
                case "tracestate":
                    Set(ref traceState, name, value, ref error);
                    break;
                case "sent-at":
                    sentAt = Time(value, ref error);
                    break;
                default:
                    if (!(headers ??= new Dictionary<string, string>(StringComparer.Ordinal)).TryAdd(name, value))
                    {
                        error ??= $"The user property {name} is there twice.";
                    }

                    break;
            }
        }

        if (packet.ContentType is { Length: > 0 } contentType)
        {
            (headers ??= new Dictionary<string, string>(StringComparer.Ordinal)).TryAdd("content-type", contentType);
        }

        return new IncomingMessage
        {
            Protocol = MqttListener.Name,
            Identity = identity,
            Payload = packet.Payload.IsSingleSegment ? packet.Payload.First : packet.Payload.ToArray(),
            Type = type,
            Id = id,
            PartitionKey = key,
            UserId = userId,
            SentAt = sentAt,
            IdempotencyKey = idempotencyKey,
            Headers = headers,
            TraceParent = traceParent,
            TraceState = traceState,
            RequestId = requestId,
            RemoteAddress = remoteAddress,
        };
    }

    /// <summary>
    /// Opens the envelope that the payload is. What it says counts more than the packet's properties, and these more than
    /// the topic.
    /// </summary>
    /// <returns>False: it is none, and <paramref name="message"/> holds what was read of it.</returns>
    public static bool TryOpen(ref IncomingMessage message, AdmissionOptions options, out IntakeResult refusal)
    {
        bool isRead = EnvelopeReader.TryRead(new ReadOnlySequence<byte>(message.Payload), options, out Envelope envelope, out refusal);
        message = message with
        {
            Payload = envelope.Payload,
            Type = envelope.Type ?? message.Type,
            Id = envelope.Id ?? message.Id,
            PartitionKey = envelope.Key ?? message.PartitionKey,
            UserId = envelope.UserId ?? message.UserId,
            SentAt = envelope.SentAt ?? message.SentAt,
            IdempotencyKey = envelope.IdempotencyKey ?? message.IdempotencyKey,
            Headers = envelope.Headers ?? message.Headers,
            TraceParent = envelope.TraceParent ?? message.TraceParent,
            TraceState = envelope.TraceParent is null ? message.TraceState : envelope.TraceState,
        };
        return isRead;
    }

    private static string Text(string name, ReadOnlySpan<byte> value, ref string? error)
    {
        if (!Utf8.IsValid(value))
        {
            error ??= $"The user property {name} is not valid UTF-8.";
        }

        return Encoding.UTF8.GetString(value);
    }

    private static void Set(ref string? field, string name, string value, ref string? error)
    {
        if (field is not null)
        {
            error ??= $"The user property {name} is there twice.";
        }

        field = value;
    }

    private static DateTimeOffset? Time(string value, ref string? error)
    {
        bool hasOffset = value.EndsWith('Z') || value.EndsWith('z') || (value.Length > 6 && value[^6] is '+' or '-');
        if (hasOffset && DateTimeOffset.TryParseExact(
                value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        error ??= "The user property sent-at must be a time with its offset, such as 2024-01-01T00:00:00Z.";
        return null;
    }
}
