namespace Vigia.Model.Messages;

/// <summary>A message as a worker or a processor sees it. Immutable; the payload must not be changed.</summary>
public sealed record Message
{
    /// <summary>Unique id, <c>msg_…</c> unless the sender gave one (1 to 128 characters of <c>A-Z a-z 0-9 . _ : -</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The message type that routes and schemas go by, for example <c>order.created</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The protocol it came in by: <c>http</c>, <c>websocket</c>, <c>mqtt</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Messages with the same key are processed one at a time, in the order in which they were accepted.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The person whom the message is about, for search and erasure.</summary>
    public string? UserId { get; init; }

    /// <summary>The authenticated sender.</summary>
    public required string Subject { get; init; }

    /// <summary>When the sender says that it sent it, UTC.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the module took it in, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The sender's headers that travel along.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>One JSON value in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>W3C <c>traceparent</c> of the span that accepted it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C <c>tracestate</c>.</summary>
    public string? TraceState { get; init; }
}
