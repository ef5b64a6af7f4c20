using Vigia.Instrumentation.Metrics.Exposition;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>All series of one metric, as a scrape sees them.</summary>
internal abstract class SeriesSet(MetricDefinition definition)
{
    public MetricDefinition Definition { get; } = definition;

    public MetricNames Names { get; } = new(definition);

    /// <summary>Writes on from <paramref name="position"/> until all is written or the writer is full.</summary>
    /// <returns>Whether all is written.</returns>
    public abstract bool Write(SampleWriter writer, ref ScrapePosition position);
}
