using Vigia.Instrumentation.Metrics.Series;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

internal sealed class ObservedRecorder(TaggedSeries<ObservedValue> series, MetricRegistry registry) : InstrumentRecorder
{
    public override void Record(double value, ReadOnlySpan<Tag> tags) => series.Get(tags).Set(value, registry.Cycle);
}
