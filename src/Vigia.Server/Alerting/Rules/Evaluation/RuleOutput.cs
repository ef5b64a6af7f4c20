using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>
/// Writes what one rule makes into a sink, and the end of each series that it no longer makes. Not thread-safe.
/// </summary>
internal sealed class RuleOutput(IMetricSink sink)
{
    private readonly SampleBatch _batch = new(16);
    private Dictionary<LabelSet, Written> _series = [];

    /// <summary>Which series the last evaluation wrote.</summary>
    public IReadOnlyCollection<LabelSet> Series => _series.Keys;

    /// <summary>Writes an evaluation's samples at one time, and markers for the series that the one before wrote and this one does not.</summary>
    /// <returns>How many samples the sink did not take.</returns>
    public int Write(IReadOnlyList<RuleSample> samples, long time)
    {
        _batch.Clear();
        var next = new Dictionary<LabelSet, Written>(samples.Count);
        int unresolved = 0;
        foreach (RuleSample sample in samples)
        {
            SeriesRef series = _series.TryGetValue(sample.Labels, out Written known) && sink.Labels(known.Series) is not null ? known.Series : sink.Resolve(sample.Labels);
            if (series.IsNone)
            {
                unresolved++;
                continue;
            }

            next[sample.Labels] = new Written(series, sample.Histogram is not null);
            Add(series, time, sample.Value, sample.Histogram);
        }

        foreach ((LabelSet labels, Written written) in _series)
        {
            if (!next.ContainsKey(labels))
            {
                AddEnd(written, time);
            }
        }

        _series = next;
        return Append() + unresolved;
    }

    /// <summary>Marks the end of all series.</summary>
    public void End(long time)
    {
        _batch.Clear();
        foreach (Written written in _series.Values)
        {
            AddEnd(written, time);
        }

        _series = [];
        Append();
    }

    /// <summary>Goes on where the output of the same rule before a reload stopped, so that what ends with the reload is marked.</summary>
    public void Continue(RuleOutput other) => _series = other._series;

    private int Append() => _batch.Count + _batch.Histograms.Count == 0 ? 0 : sink.Append(_batch);

    private void AddEnd(Written written, long time)
    {
        if (written.IsHistogram)
        {
            Add(written.Series, time, 0, new NativeHistogram { Schema = 0, Sum = StaleMarker.Value });
        }
        else
        {
            Add(written.Series, time, StaleMarker.Value, null);
        }
    }

    private void Add(SeriesRef series, long time, double value, NativeHistogram? histogram)
    {
        if (histogram is null)
        {
            _batch.Add(series, time, value);
        }
        else
        {
            _batch.Histograms.Add(new HistogramSample(series, time, histogram));
        }
    }

    private readonly record struct Written(SeriesRef Series, bool IsHistogram);
}
