namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>The caps on what label values can grow, and who counts their passing.</summary>
internal sealed record SeriesLimits(int MaxSeries, int MaxLabelValueLength)
{
    /// <summary>Called with a metric's name for each look-up that got no series of its own.</summary>
    public required Action<string> OnDropped { get; init; }

    /// <summary>Called with a metric's name for each look-up with a value that was cut or mended.</summary>
    public required Action<string> OnTruncated { get; init; }
}
