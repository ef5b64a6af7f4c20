using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Scripts;
using Vigia.Server.Alerting.Rules.UnitTests.Model;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>The metrics of one test: its series, which come as time goes on, and what the rules write. Not thread-safe.</summary>
internal sealed class UnitTestStore : IMetricSink
{
    private readonly UnitTest _test;
    private readonly int[] _loaded;
    private readonly Dictionary<LabelSet, SeriesRef> _references = [];
    private readonly List<LabelSet> _labels = [];

    public UnitTestStore(UnitTest test)
    {
        _test = test;
        _loaded = new int[test.Series.Count];
    }

    /// <summary>Where queries read.</summary>
    public MemoryMetricSource Source { get; } = new();

    /// <summary>Makes the test's series reach up to a time.</summary>
    public void LoadUntil(long time)
    {
        long interval = (long)_test.Interval.TotalMilliseconds;
        for (int i = 0; i < _loaded.Length; i++)
        {
            InputSeries series = _test.Series[i];
            for (; _loaded[i] < series.Values.Count && _test.Start + (_loaded[i] * interval) <= time; _loaded[i]++)
            {
                SequenceValue value = series.Values[_loaded[i]];
                long at = _test.Start + (_loaded[i] * interval);
                if (value.Histogram is { } histogram)
                {
                    Source.Add(series.Labels, at, histogram);
                }
                else if (!value.IsOmitted)
                {
                    Source.Add(series.Labels, at, value.Value);
                }
            }
        }
    }

    public SeriesRef Resolve(LabelSet labels)
    {
        if (!_references.TryGetValue(labels, out SeriesRef series))
        {
            _labels.Add(labels);
            _references[labels] = series = new SeriesRef((ulong)_labels.Count);
        }

        return series;
    }

    public LabelSet? Labels(SeriesRef series) => series.IsNone ? null : _labels[(int)series.Value - 1];

    public int Append(SampleBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Source.Add(Labels(batch.Series[i])!, batch.Timestamps[i], batch.Values[i]);
        }

        foreach (HistogramSample sample in batch.Histograms)
        {
            Source.Add(Labels(sample.Series)!, sample.Timestamp, sample.Histogram);
        }

        return 0;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Tests know no metadata.</summary>
    public void SetMetadata(string family, MetricMetadata metadata)
    {
    }
}
