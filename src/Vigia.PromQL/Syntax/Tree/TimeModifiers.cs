using Vigia.PromQL.Syntax.Durations;

namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Which time a selector or subquery looks at instead of the evaluation's.</summary>
public sealed record TimeModifiers
{
    /// <summary>No modifier.</summary>
    public static readonly TimeModifiers None = new();

    /// <summary>How far before the evaluation; null where there is no <c>offset</c>.</summary>
    public DurationNode? Offset { get; init; }

    /// <summary>The fixed time in milliseconds; null where there is none.</summary>
    public long? Timestamp { get; init; }

    /// <summary>The query's own start or end as the fixed time.</summary>
    public TimeBoundary Boundary { get; init; }

    /// <summary>Whether the time is the same at every step.</summary>
    public bool IsFixed => Timestamp is not null || Boundary != TimeBoundary.None;
}
