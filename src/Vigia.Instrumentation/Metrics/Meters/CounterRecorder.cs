using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

internal sealed class CounterRecorder(TaggedSeries<Counter> series, Counter errors) : InstrumentRecorder
{
    public override void Record(double value, ReadOnlySpan<Tag> tags)
    {
        if (value >= 0)
        {
            series.Get(tags).Increment(value);
        }
        else
        {
            // A counter cannot fall, and the code that measured should not fail over it.
            errors.Increment();
        }
    }
}
