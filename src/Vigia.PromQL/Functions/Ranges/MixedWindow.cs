using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>One window, never empty, over a series that has histograms somewhere.</summary>
internal readonly ref struct MixedWindow
{
    public required RangeCall Call { get; init; }

    public required int Step { get; init; }

    public required string Metric { get; init; }

    public required ReadOnlySpan<long> Times { get; init; }

    public required ReadOnlySpan<double> Values { get; init; }

    /// <summary>Per sample its histogram; null where it is a float.</summary>
    public required ReadOnlySpan<NativeHistogram?> Histograms { get; init; }

    public required int HistogramCount { get; init; }

    public required ReadScratch Scratch { get; init; }

    public int FloatCount => Times.Length - HistogramCount;
}
