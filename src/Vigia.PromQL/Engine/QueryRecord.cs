using Vigia.Model.Queries;

namespace Vigia.PromQL.Engine;

/// <summary>A query that is over: what was asked and what it cost. Times are milliseconds since 1970 UTC.</summary>
public sealed record QueryRecord
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Its text.</summary>
    public required string Query { get; init; }

    /// <summary>Who asked; null where that is not known.</summary>
    public string? User { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>From coming to the answer.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The first time asked for.</summary>
    public required long Start { get; init; }

    /// <summary>The last time asked for.</summary>
    public required long End { get; init; }

    /// <summary>The step; 0 for an instant query.</summary>
    public required long Step { get; init; }

    /// <summary>What it cost so far, also where it failed.</summary>
    public required QueryCost Cost { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public QueryException? Error { get; init; }
}
