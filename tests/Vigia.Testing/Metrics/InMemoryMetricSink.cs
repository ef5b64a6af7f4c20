using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Testing.Metrics;

/// <summary>A sink that keeps everything, by series, and follows the contract's rules on order. Safe from any thread.</summary>
public sealed class InMemoryMetricSink : IMetricSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LabelSet, SeriesRef> _refs = [];
    private readonly Dictionary<SeriesRef, Series> _series = [];
    private readonly Dictionary<string, MetricMetadata> _metadata = new(StringComparer.Ordinal);
    private ulong _next = 1;

    /// <summary>Past so many series no new one is made.</summary>
    public int MaxSeries { get; set; } = int.MaxValue;

    /// <summary>How often <see cref="FlushAsync"/> was called.</summary>
    public int Flushes { get; private set; }

    /// <summary>How often <see cref="Resolve"/> was called.</summary>
    public int Resolved { get; private set; }

    /// <summary>What <see cref="FlushAsync"/> throws; null where it does not.</summary>
    public IOException? FlushFailure { get; set; }

    /// <summary>Completes at the next append.</summary>
    public Action? Appended { get; set; }

    /// <summary>All metadata by family.</summary>
    public IReadOnlyDictionary<string, MetricMetadata> Metadata
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, MetricMetadata>(_metadata);
            }
        }
    }

    /// <summary>All series that have a sample.</summary>
    public IReadOnlyList<LabelSet> AllSeries
    {
        get
        {
            lock (_gate)
            {
                return [.. _series.Values.Where(static series => series.Samples.Count + series.Histograms.Count > 0).Select(static series => series.Labels).Order()];
            }
        }
    }

    /// <summary>Forgets a series, as a sink does with one that ended long ago.</summary>
    public void Forget(LabelSet labels)
    {
        lock (_gate)
        {
            if (_refs.Remove(labels, out SeriesRef series))
            {
                _series.Remove(series);
            }
        }
    }

    /// <summary>The samples of a series written as <c>name{a="b"}</c>; none where it is not there.</summary>
    public IReadOnlyList<(long Timestamp, double Value)> Samples(string series)
    {
        lock (_gate)
        {
            return _series.Values.FirstOrDefault(candidate => candidate.Labels.ToString() == series)?.Samples.ToArray() ?? [];
        }
    }

    /// <summary>The histograms of a series.</summary>
    public IReadOnlyList<(long Timestamp, NativeHistogram Histogram)> Histograms(string series)
    {
        lock (_gate)
        {
            return _series.Values.FirstOrDefault(candidate => candidate.Labels.ToString() == series)?.Histograms.ToArray() ?? [];
        }
    }

    /// <summary>The exemplars of a series.</summary>
    public IReadOnlyList<Exemplar> Exemplars(string series)
    {
        lock (_gate)
        {
            return _series.Values.FirstOrDefault(candidate => candidate.Labels.ToString() == series)?.Exemplars.ToArray() ?? [];
        }
    }

    public SeriesRef Resolve(LabelSet labels)
    {
        lock (_gate)
        {
            Resolved++;
            if (_refs.TryGetValue(labels, out SeriesRef known))
            {
                return known;
            }

            if (_refs.Count >= MaxSeries)
            {
                return SeriesRef.None;
            }

            var series = new SeriesRef(_next++);
            _refs.Add(labels, series);
            _series.Add(series, new Series(labels));
            return series;
        }
    }

    public LabelSet? Labels(SeriesRef series)
    {
        lock (_gate)
        {
            return _series.GetValueOrDefault(series)?.Labels;
        }
    }

    public int Append(SampleBatch batch)
    {
        int refused = 0;
        lock (_gate)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                AppendStatus status = AppendFloat(batch.Series[i], batch.Timestamps[i], batch.Values[i]);
                batch.Status[i] = status;
                refused += status > AppendStatus.Repeated ? 1 : 0;
            }

            foreach (ref HistogramSample sample in batch.HistogramSpan)
            {
                sample.Status = AppendStatus.UnknownSeries;
                if (_series.TryGetValue(sample.Series, out Series? series))
                {
                    series.Histograms.Add((sample.Timestamp, sample.Histogram));
                    sample.Status = AppendStatus.Appended;
                }

                refused += sample.Status > AppendStatus.Repeated ? 1 : 0;
            }

            foreach ((SeriesRef key, Exemplar exemplar) in batch.Exemplars)
            {
                _series.GetValueOrDefault(key)?.Exemplars.Add(exemplar);
            }
        }

        Appended?.Invoke();
        return refused;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Flushes++;
        return FlushFailure is null ? ValueTask.CompletedTask : ValueTask.FromException(FlushFailure);
    }

    public void SetMetadata(string family, MetricMetadata metadata)
    {
        lock (_gate)
        {
            _metadata[family] = metadata;
        }
    }

    private AppendStatus AppendFloat(SeriesRef key, long timestamp, double value)
    {
        if (!_series.TryGetValue(key, out Series? series))
        {
            return AppendStatus.UnknownSeries;
        }

        if (series.Samples.Count > 0)
        {
            (long last, double lastValue) = series.Samples[^1];
            if (timestamp == last)
            {
                return BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(lastValue) ? AppendStatus.Repeated : AppendStatus.Duplicate;
            }

            if (timestamp < last)
            {
                return AppendStatus.OutOfOrder;
            }
        }

        series.Samples.Add((timestamp, value));
        return AppendStatus.Appended;
    }

    private sealed record Series(LabelSet Labels)
    {
        public List<(long Timestamp, double Value)> Samples { get; } = [];

        public List<(long Timestamp, NativeHistogram Histogram)> Histograms { get; } = [];

        public List<Exemplar> Exemplars { get; } = [];
    }
}
