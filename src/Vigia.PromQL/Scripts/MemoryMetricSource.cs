using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.PromQL.Scripts;

/// <summary>Series in memory, for scripts and unit tests of rules. Thread-safe for readers; not while it is written.</summary>
public sealed class MemoryMetricSource : IMetricSource
{
    private readonly Dictionary<LabelSet, MemorySeries> _series = [];

    /// <summary>Adds a float. A sample at a time that has one already is left out.</summary>
    public void Add(LabelSet labels, long time, double value) => Of(labels).Add(time, value, null);

    /// <summary>Adds a histogram.</summary>
    public void Add(LabelSet labels, long time, NativeHistogram histogram) => Of(labels).Add(time, 0, histogram);

    /// <summary>Adds a series notation's values, the first at <paramref name="start"/>, each <paramref name="interval"/> milliseconds.</summary>
    public void Add(LabelSet labels, IReadOnlyList<SequenceValue> values, long start, long interval)
    {
        for (int i = 0; i < values.Count; i++)
        {
            SequenceValue value = values[i];
            if (!value.IsOmitted)
            {
                Of(labels).Add(start + (i * interval), value.Value, value.Histogram);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _series.Clear();

    /// <inheritdoc/>
    public SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken)
    {
        var found = new List<MemorySeries>();
        foreach (MemorySeries series in _series.Values)
        {
            bool isMatch = true;
            foreach (LabelMatcher matcher in query.Matchers)
            {
                isMatch = isMatch && matcher.Matches(series.Labels[matcher.Name]);
            }

            if (isMatch)
            {
                found.Add(series);
            }
        }

        if (found.Count > query.MaxSeries)
        {
            throw new QueryLimitException($"query selects {found.Count} series, more than the allowed {query.MaxSeries}");
        }

        return new Selection([.. found.OrderBy(static series => series.Labels)]);
    }

    private MemorySeries Of(LabelSet labels)
    {
        if (!_series.TryGetValue(labels, out MemorySeries? series))
        {
            _series[labels] = series = new MemorySeries(labels);
        }

        return series;
    }

    private sealed class Selection(MemorySeries[] series) : SeriesSelection
    {
        public override int Count => series.Length;

        public override LabelSet Labels(int index) => series[index].Labels;

        public override void Read(int index, long minTime, long maxTime, SampleColumns columns) =>
            series[index].Read(minTime, maxTime, columns);
    }
}
