namespace Vigia.Model.Queries;

/// <summary>What a caller may ask of one query.</summary>
public sealed record QueryOptions
{
    /// <summary>How far back an instant selector looks; null is the engine's default of 5 minutes.</summary>
    public TimeSpan? Lookback { get; init; }

    /// <summary>The longest the query may take; null, or more than the engine's own limit, is that limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>At most so many series in the answer, with a warning where there are more; 0 is no limit.</summary>
    public int Limit { get; init; }

    /// <summary>Who asks, for the query log.</summary>
    public string? User { get; init; }
}
