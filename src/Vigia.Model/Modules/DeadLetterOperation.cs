using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>How far a change of many dead letters has come. The module keeps the last 100 until it stops.</summary>
public sealed record DeadLetterOperation
{
    /// <summary>Names it, <c>op_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What is done.</summary>
    public required DeadLetterAction Action { get; init; }

    /// <summary>To which.</summary>
    public required DeadLetterSelection Selection { get; init; }

    /// <summary>Where it stands.</summary>
    public required OperationState State { get; init; }

    /// <summary>How many fitted when it began; null before.</summary>
    public long? Total { get; init; }

    /// <summary>How many are changed so far.</summary>
    public long Done { get; init; }

    /// <summary>Whether a replay stands still until the queue has room again.</summary>
    public bool WaitsForRoom { get; init; }

    /// <summary>The person who asked for it, or the caller.</summary>
    public required string Actor { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where it failed, why. What was changed by then stays changed.</summary>
    public string? Error { get; init; }
}
