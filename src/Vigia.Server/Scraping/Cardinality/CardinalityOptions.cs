namespace Vigia.Server.Scraping.Cardinality;

/// <summary>
/// Caps on the series that scrapes may keep alive. A series past a cap is left out, counted and named; the rest of its scrape goes on. A warning
/// comes at <see cref="WarningShare"/> of a cap. 0 is no cap.
/// </summary>
internal sealed class CardinalityOptions
{
    /// <summary>Series of one target.</summary>
    public int MaxSeriesPerTarget { get; set; } = 200_000;

    /// <summary>Series of all targets of a job.</summary>
    public int MaxSeriesPerJob { get; set; } = 1_000_000;

    /// <summary>Series of all targets.</summary>
    public int MaxSeries { get; set; } = 2_000_000;

    /// <summary>The share of a cap that warns, above 0 and up to 1.</summary>
    public double WarningShare { get; set; } = 0.8;
}
