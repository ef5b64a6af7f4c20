using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>Takes the measurements of one instrument. Must not throw: it runs inside the code that measures.</summary>
internal abstract class InstrumentRecorder
{
    public abstract void Record(double value, ReadOnlySpan<Tag> tags);
}
