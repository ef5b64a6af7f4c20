namespace Vigia.Model.Messages;

/// <summary>One try at processing a message.</summary>
public sealed record MessageAttempt
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary><c>success</c>, <c>filtered</c>, <c>transient</c>, <c>permanent</c> or <c>expired</c> (its lease ran out).</summary>
    public required string Outcome { get; init; }

    /// <summary>The kind of error, null on success.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The error in words, at most 4,096 characters.</summary>
    public string? Error { get; init; }
}
