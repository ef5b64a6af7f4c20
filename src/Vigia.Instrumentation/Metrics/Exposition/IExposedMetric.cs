using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>What can write its samples.</summary>
internal interface IExposedMetric
{
    /// <summary>Writes the samples of one series, whole lines only.</summary>
    void Write(SampleWriter writer, scoped in SeriesHead series);
}
