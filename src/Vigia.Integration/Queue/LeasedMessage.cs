using Vigia.Model.Messages;

namespace Vigia.Integration.Queue;

/// <summary>A message lent to one worker until <see cref="ExpiresAt"/>.</summary>
internal sealed record LeasedMessage
{
    public required Message Message { get; init; }

    /// <summary>Its place in the queue.</summary>
    public required long Sequence { get; init; }

    /// <summary>Grows with each lease of the message: whoever holds an older one is fenced out.</summary>
    public required long FencingToken { get; init; }

    public required string Owner { get; init; }

    /// <summary>This attempt, from 1.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset LeasedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
