using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>Reads single series.</summary>
internal static class Samples
{
    /// <summary>The floats of one series; none where there is no such series.</summary>
    public static (long Time, double Value)[] Read(IMetricSource source, LabelSet labels, long minTime = long.MinValue, long maxTime = long.MaxValue)
    {
        LabelMatcher[] matchers = [.. labels.Select(static label => new LabelMatcher(MatchKind.Equal, label.Name, label.Value))];
        using SeriesSelection selection = source.Select(new SeriesQuery { Matchers = matchers, MinTime = minTime, MaxTime = maxTime }, default);
        using var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            if (selection.Labels(i).Equals(labels))
            {
                selection.Read(i, minTime, maxTime, columns);
                Assert.False(columns.HasHistograms);
            }
        }

        var read = new (long, double)[columns.Count];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = (columns.Timestamps[i], columns.Values[i]);
        }

        return read;
    }
}
