using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Administration;

/// <summary>
/// Brings old samples into a store as blocks, past its head and journal: for backfills of any age. What is older than the retention is deleted
/// by the next maintenance. Not thread-safe.
/// </summary>
public sealed class MetricImport
{
    private readonly MetricStore _store;
    private readonly int _bufferedSamples;
    private readonly Dictionary<LabelSet, List<(long Time, double Value)>> _series = [];
    private int _buffered;

    /// <param name="store">Where to.</param>
    /// <param name="bufferedSamples">Samples that are kept in memory, 16 bytes each, before blocks are written.</param>
    public MetricImport(MetricStore store, int bufferedSamples = 4_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bufferedSamples);
        (_store, _bufferedSamples) = (store, bufferedSamples);
    }

    /// <summary>Samples taken.</summary>
    public long Samples { get; private set; }

    /// <summary>Takes samples of a series, in any order; of several at one time the first counts.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public async ValueTask AddAsync(LabelSet labels, ReadOnlyMemory<long> times, ReadOnlyMemory<double> values, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, times.Length);
        if (!_series.TryGetValue(labels, out List<(long, double)>? samples))
        {
            _series.Add(labels, samples = []);
        }

        for (int i = 0; i < times.Length; i++)
        {
            samples.Add((times.Span[i], values.Span[i]));
        }

        _buffered += times.Length;
        Samples += times.Length;
        if (_buffered >= _bufferedSamples)
        {
            await CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is in memory: when it completes, all samples are durable and can be queried.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_buffered > 0)
        {
            await _store.ImportAsync(_series, cancellationToken).ConfigureAwait(false);
            _series.Clear();
            _buffered = 0;
        }
    }
}
