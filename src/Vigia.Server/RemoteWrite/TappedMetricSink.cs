using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteWrite;

/// <summary>A sink that shows what it took to the remote writers, too. Never waits for them. Safe from any thread.</summary>
internal sealed class TappedMetricSink(IMetricSink inner) : IMetricSink
{
    private volatile IReadOnlyList<RemoteWriter> _writers = [];

    /// <summary>Who is shown what is taken.</summary>
    public IReadOnlyList<RemoteWriter> Writers
    {
        get => _writers;
        set => _writers = value;
    }

    /// <summary>What families say of themselves, for the writers.</summary>
    public OutgoingMetadata Metadata { get; } = new();

    public SeriesRef Resolve(LabelSet labels) => inner.Resolve(labels);

    public LabelSet? Labels(SeriesRef series) => inner.Labels(series);

    public int Append(SampleBatch batch)
    {
        int refused = inner.Append(batch);
        foreach (RemoteWriter writer in _writers)
        {
            writer.Enqueue(batch);
        }

        return refused;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public void SetMetadata(string family, MetricMetadata metadata)
    {
        inner.SetMetadata(family, metadata);
        Metadata.Set(family, metadata);
    }
}
