namespace Vigia.Server.QueryApi.Engine;

/// <summary>The limits of queries. Section <c>Monitor:Queries</c>.</summary>
internal sealed class QueryEngineOptions
{
    /// <summary>The longest that a query may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How far back an instant selector looks.</summary>
    public TimeSpan Lookback { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Samples that one query may hold at once.</summary>
    public long MaxSamples { get; set; } = 50_000_000;

    /// <summary>Bytes of samples that one query may hold at once.</summary>
    public long MaxBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Series that one query may select.</summary>
    public int MaxSeries { get; set; } = 1_000_000;

    /// <summary>Queries that run at once; more wait.</summary>
    public int MaxConcurrent { get; set; } = 20;

    /// <summary>Queries that took at least so long, and those that failed, are logged with what they cost; zero: every query.</summary>
    public TimeSpan LogSlowerThan { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Lets in the functions and modifiers that Prometheus calls experimental.</summary>
    public bool Experimental { get; set; }
}
