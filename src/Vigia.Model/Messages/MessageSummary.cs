namespace Vigia.Model.Messages;

/// <summary>One row of a message search.</summary>
public sealed record MessageSummary
{
    /// <inheritdoc cref="Message.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="Message.Type"/>
    public required string Type { get; init; }

    /// <inheritdoc cref="Message.Protocol"/>
    public required string Protocol { get; init; }

    /// <summary>Where it stands now.</summary>
    public required MessageStatus Status { get; init; }

    /// <inheritdoc cref="Message.PartitionKey"/>
    public string? PartitionKey { get; init; }

    /// <inheritdoc cref="Message.UserId"/>
    public string? UserId { get; init; }

    /// <inheritdoc cref="Message.Subject"/>
    public required string Subject { get; init; }

    /// <inheritdoc cref="Message.SentAt"/>
    public DateTimeOffset? SentAt { get; init; }

    /// <inheritdoc cref="Message.ReceivedAt"/>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When its status last changed, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public int Attempts { get; init; }

    /// <summary>32 hexadecimal digits, or null where it was not traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>Payload bytes.</summary>
    public int Size { get; init; }

    /// <summary>The kind of its last error, for example <c>delivery_timeout</c>.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Its last error in words.</summary>
    public string? Error { get; init; }

    /// <summary>For a duplicate, the id of the message that counts.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>While retrying, when the next attempt is due, UTC.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}
