using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>What a store must hold: every sample in a sorted list. The naive reference.</summary>
internal sealed class Model
{
    public SortedDictionary<LabelSet, SortedDictionary<long, long>> Series { get; } = [];

    public void Add(LabelSet labels, long time, double value)
    {
        if (!Series.TryGetValue(labels, out SortedDictionary<long, long>? samples))
        {
            Series.Add(labels, samples = []);
        }

        samples.TryAdd(time, BitConverter.DoubleToInt64Bits(value));
    }

    public void Delete(Func<LabelSet, bool> matches, long minTime, long maxTime)
    {
        foreach ((_, SortedDictionary<long, long> samples) in Series.Where(series => matches(series.Key)))
        {
            foreach (long time in samples.Keys.Where(time => time >= minTime && time <= maxTime).ToArray())
            {
                samples.Remove(time);
            }
        }
    }

    /// <summary>Fails where the store does not hold exactly the same within a time.</summary>
    public void AssertEqual(IMetricSource store, long minTime = long.MinValue, long maxTime = long.MaxValue)
    {
        var read = new SortedDictionary<LabelSet, List<(long, long)>>();
        using SeriesSelection selection = store.Select(
            new SeriesQuery { Matchers = [new LabelMatcher(MatchKind.NotEqual, "__name__", "")], MinTime = minTime, MaxTime = maxTime }, default);
        using var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            columns.Clear();
            selection.Read(i, minTime, maxTime, columns);
            var samples = new List<(long, long)>();
            for (int j = 0; j < columns.Count; j++)
            {
                samples.Add((columns.Timestamps[j], BitConverter.DoubleToInt64Bits(columns.Values[j])));
            }

            Assert.True(samples.Count == 0 || read.TryAdd(selection.Labels(i), samples), $"{selection.Labels(i)} stands twice");
        }

        Assert.Empty(selection.Warnings);
        LabelSet[] expected = [.. Series.Where(series => series.Value.Keys.Any(time => time >= minTime && time <= maxTime)).Select(static series => series.Key)];
        Assert.Equal(expected, read.Keys);
        foreach (LabelSet labels in expected)
        {
            Assert.Equal(Series[labels].Where(sample => sample.Key >= minTime && sample.Key <= maxTime).Select(static sample => (sample.Key, sample.Value)), read[labels]);
        }
    }
}
