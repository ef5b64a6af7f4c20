using Vigia.Integration.Access;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Envelopes;

/// <summary>
/// The JSON object around a payload that HTTP and WebSocket clients send:
/// <c>{"type","payload","id"?,"key"?,"userId"?,"sentAt"?,"headers"?,"idempotencyKey"?,"traceparent"?,"tracestate"?,"ref"?}</c>.
/// </summary>
internal sealed class Envelope
{
    public string? Type { get; set; }

    /// <summary>A copy of the payload's bytes, which nobody else has. Empty where it was too large.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Bytes of the payload as it came.</summary>
    public long PayloadBytes { get; set; }

    public string? Id { get; set; }

    public string? Key { get; set; }

    public string? UserId { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public Dictionary<string, string>? Headers { get; set; }

    public string? IdempotencyKey { get; set; }

    public string? TraceParent { get; set; }

    public string? TraceState { get; set; }

    /// <summary>What the sender wants to find in the acknowledgement: a JSON string or number as it was written.</summary>
    public byte[]? Ref { get; set; }

    /// <summary>The message, or as much of it as was read.</summary>
    public IncomingMessage ToMessage(string protocol, Identity identity, string? requestId, string? remoteAddress, bool isBatched = false) => new()
    {
        Protocol = protocol,
        Identity = identity,
        Payload = Payload,
        Type = Type,
        Id = Id,
        PartitionKey = Key,
        UserId = UserId,
        SentAt = SentAt,
        IdempotencyKey = IdempotencyKey,
        Headers = Headers,
        TraceParent = TraceParent,
        TraceState = TraceState,
        IsBatched = isBatched,
        RequestId = requestId,
        RemoteAddress = remoteAddress,
    };
}
