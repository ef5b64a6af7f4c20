using Vigia.PromQL.Syntax;

namespace Vigia.PromQL.Engine;

/// <summary>How the engine evaluates, and its limits.</summary>
public sealed record PromqlEngineOptions
{
    /// <summary>How far back an instant selector looks where the caller does not say.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A subquery's step where it has none.</summary>
    public TimeSpan DefaultSubqueryStep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that a query may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many samples a query may hold at once.</summary>
    public long MaxSamples { get; init; } = 50_000_000;

    /// <summary>How many bytes of samples a query may hold at once, as far as it can tell.</summary>
    public long MaxMemory { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many series a query may select.</summary>
    public int MaxSeries { get; init; } = 1_000_000;

    /// <summary>How many steps a range query or subquery may have.</summary>
    public int MaxSteps { get; init; } = 1_000_000;

    /// <summary>How many queries run at once; more wait.</summary>
    public int MaxConcurrentQueries { get; init; } = 20;

    /// <summary>How many threads one query may use; 0 is one per core.</summary>
    public int MaxParallelism { get; init; }

    /// <summary>How many warnings, and how many infos, an answer has; more are only counted.</summary>
    public int MaxAnnotations { get; init; } = 10;

    /// <summary>
    /// Whether a function that makes another metric drops the name at the end of the query, so that <c>label_replace</c> still sees it, or at
    /// once. Prometheus has this as the feature flag <c>promql-delayed-name-removal</c>.
    /// </summary>
    public bool DelaysNameRemoval { get; init; }

    /// <summary>Whether <c>rate</c> asks the label <c>__type__</c> instead of the name's suffix if a metric is a counter.</summary>
    public bool UsesTypeLabels { get; init; }

    /// <summary>Which parts of the language are let in.</summary>
    public PromqlSyntaxOptions Syntax { get; init; } = PromqlSyntaxOptions.Stable;

    internal int Parallelism => MaxParallelism > 0 ? MaxParallelism : Environment.ProcessorCount;
}
