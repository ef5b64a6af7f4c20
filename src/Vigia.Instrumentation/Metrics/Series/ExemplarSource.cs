using System.Diagnostics;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>
/// Makes exemplars from the current activity. The cost is bounded per series, not per call: a series asks until it
/// has one for each of its cells, or has asked <see cref="MaxMisses"/> times in vain, and then not again before the
/// next OpenMetrics scrape, the only reader of exemplars.
/// </summary>
internal sealed class ExemplarSource(TimeProvider time)
{
    public const int MaxMisses = 1024;

    public Exemplar? Take(double value) =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity
            ? new Exemplar(activity.TraceId, activity.SpanId, value, time.GetUtcNow().ToUnixTimeMilliseconds())
            : null;
}
