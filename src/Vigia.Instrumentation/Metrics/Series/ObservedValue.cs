using Vigia.Instrumentation.Metrics.Exposition;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>
/// A value that is read from elsewhere during each collection. Where a collection did not see it (a network device
/// that went away, an observable instrument without that tag now), it is not exposed, so it goes stale as it should.
/// </summary>
internal sealed class ObservedValue : IExposedMetric
{
    private double _value;
    private long _cycle;

    /// <summary>Sets the value as of the collection numbered <paramref name="cycle"/>.</summary>
    public void Set(double value, long cycle)
    {
        Volatile.Write(ref _value, value);
        Volatile.Write(ref _cycle, cycle);
    }

    void IExposedMetric.Write(SampleWriter writer, scoped in SeriesHead series)
    {
        // A collection later than this scrape's may have run meanwhile: newer values are as good.
        if (Volatile.Read(ref _cycle) >= writer.Cycle)
        {
            writer.Sample(writer.Names.Name, series.Labels, Volatile.Read(ref _value));
        }
    }
}
