using Vigia.Model.Messages;

namespace Vigia.Integration.Queue;

/// <summary>An admitted message on its way into the queue.</summary>
internal sealed record NewMessage
{
    public required Message Message { get; init; }

    /// <summary>Unique per sender: a second message under the same key is answered from the first. Null: deduplicated by id only.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Fingerprint of everything that makes two messages the same under one key.</summary>
    public required ulong Fingerprint { get; init; }
}
