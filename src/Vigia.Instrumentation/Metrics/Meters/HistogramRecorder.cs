using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

internal sealed class HistogramRecorder(TaggedSeries<Histogram> series) : InstrumentRecorder
{
    public override void Record(double value, ReadOnlySpan<Tag> tags) => series.Get(tags).Observe(value);
}
