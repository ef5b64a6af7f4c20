namespace Vigia.Benchmarks.Storage;

/// <summary>What a synthetic series does.</summary>
internal enum SeriesKind
{
    /// <summary>Grows by 0 to 99 a scrape.</summary>
    Counter,

    /// <summary>Walks by up to 2.0 a scrape, one decimal.</summary>
    Gauge1,

    /// <summary>Walks by up to 1.00 a scrape, two decimals.</summary>
    Gauge2,

    /// <summary>Never changes.</summary>
    Constant,

    /// <summary>Independent, about exponential around 50 ms, four decimals of a second.</summary>
    Latency,
}
