using Vigia.Model.Labels;

namespace Vigia.Model.Metrics;

/// <summary>Which series and which time a query reads.</summary>
public sealed record SeriesQuery
{
    /// <summary>All must match; at least one rejects the empty string.</summary>
    public required IReadOnlyList<LabelMatcher> Matchers { get; init; }

    /// <summary>The first millisecond, included.</summary>
    public required long MinTime { get; init; }

    /// <summary>The last millisecond, included.</summary>
    public required long MaxTime { get; init; }

    /// <summary>The query's step in milliseconds; 0 for an instant. With <see cref="Range"/> it lets a source choose a coarser resolution.</summary>
    public long Step { get; init; }

    /// <summary>A range selector's length in milliseconds; 0 for an instant selector.</summary>
    public long Range { get; init; }

    /// <summary>The function around the selector, such as <c>rate</c>; null where there is none.</summary>
    public string? Function { get; init; }

    /// <summary>Selecting more series is an error (<see cref="QueryLimitException"/>).</summary>
    public int MaxSeries { get; init; } = int.MaxValue;
}
