using System.Collections.Concurrent;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Benchmarks.Exposition;

/// <summary>A sink that gives out series and forgets samples: what is measured is the way to it.</summary>
internal sealed class NullSink : IMetricSink
{
    private readonly ConcurrentDictionary<LabelSet, SeriesRef> _series = [];

    private ulong _next;

    public SeriesRef Resolve(LabelSet labels) => _series.GetOrAdd(labels, static (_, sink) => new SeriesRef(Interlocked.Increment(ref sink._next)), this);

    public LabelSet? Labels(SeriesRef series) => null;

    public int Append(SampleBatch batch) => 0;

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void SetMetadata(string family, MetricMetadata metadata)
    {
    }
}
