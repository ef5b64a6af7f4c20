namespace Vigia.Model.Modules;

/// <summary>One thing that happened to a message. What does not belong to its kind is null.</summary>
public sealed record TimelineEvent
{
    /// <summary>When it happened or began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required TimelineEventKind Kind { get; init; }

    /// <summary>Of an attempt, how long it took, in milliseconds.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Of an attempt, its number; counted from 1 again after a replay.</summary>
    public int? Attempt { get; init; }

    /// <summary>Of an attempt: <c>success</c>, <c>filtered</c>, <c>transient</c>, <c>permanent</c> or <c>expired</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The kind of error.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The error, or a filter's reason, in words.</summary>
    public string? Error { get; init; }

    /// <summary>Of an attempt, the trace that has its spans.</summary>
    public string? TraceId { get; init; }

    /// <summary>Of a person's act, who it was.</summary>
    public string? Actor { get; init; }

    /// <summary>The authenticated sender or caller.</summary>
    public string? Subject { get; init; }

    /// <summary>Of an output, the destination that it was kept for; of a duplicate, the id that counts; of an act, the audit's details.</summary>
    public string? Details { get; init; }
}
