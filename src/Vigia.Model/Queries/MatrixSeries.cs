using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Model.Queries;

/// <summary>One series over time: columns of the same length, ascending by time.</summary>
public sealed record MatrixSeries
{
    /// <summary>The series.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public required ReadOnlyMemory<long> Timestamps { get; init; }

    /// <summary>The values; 0 where the sample is a histogram.</summary>
    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>Per sample its histogram or null; empty where there is none at all.</summary>
    public ReadOnlyMemory<NativeHistogram?> Histograms { get; init; }
}
