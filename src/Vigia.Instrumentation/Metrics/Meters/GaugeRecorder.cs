using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

internal sealed class GaugeRecorder(TaggedSeries<Gauge> series) : InstrumentRecorder
{
    public override void Record(double value, ReadOnlySpan<Tag> tags) => series.Get(tags).Set(value);
}
