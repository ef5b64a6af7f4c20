using Vigia.Integration.Access;

namespace Vigia.Integration.Admission;

/// <summary>A message as a listener read it, before any check but its protocol's framing.</summary>
internal sealed record IncomingMessage
{
    public required string Protocol { get; init; }

    public required Identity Identity { get; init; }

    /// <summary>One JSON value in UTF-8. The listener gives the buffer away: it must not be reused.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required string? Type { get; init; }

    /// <summary>The sender's own id, or null: then one is made.</summary>
    public string? Id { get; init; }

    public string? PartitionKey { get; init; }

    public string? UserId { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public string? IdempotencyKey { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The sender's W3C context, where the protocol carried one.</summary>
    public string? TraceParent { get; init; }

    public string? TraceState { get; init; }

    /// <summary>One of several in a request: the request's own span is then the batch's.</summary>
    public bool IsBatched { get; init; }

    public string? RequestId { get; init; }

    public string? RemoteAddress { get; init; }
}
