using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>Puts decoded samples into columns.</summary>
internal static class ColumnEditing
{
    /// <summary>Commits, of all samples in the reserved room, those from one time to another, both included.</summary>
    public static void CommitWithin(this SampleColumns columns, Span<long> times, Span<double> values, long minTime, long maxTime)
    {
        int start = 0;
        int end = times.Length;
        if (end > 0 && times[0] < minTime)
        {
            start = LowerBound(times, minTime);
        }

        if (end > 0 && times[^1] > maxTime)
        {
            end = LowerBound(times, maxTime + 1);
        }

        if (end <= start)
        {
            return;
        }

        if (start > 0)
        {
            times[start..end].CopyTo(times);
            values[start..end].CopyTo(values);
        }

        columns.Commit(end - start);
    }

    /// <summary>Appends one sample of columns to others.</summary>
    public static void CopyTo(this SampleColumns columns, int index, SampleColumns target)
    {
        if (columns.HasHistograms && columns.Histograms[index] is { } histogram)
        {
            target.Add(columns.Timestamps[index], histogram);
        }
        else
        {
            target.Add(columns.Timestamps[index], columns.Values[index]);
        }
    }

    /// <summary>Appends all samples of two columns, ascending by time; where both have a time, the first's counts.</summary>
    public static void Merge(SampleColumns first, SampleColumns second, SampleColumns target)
    {
        int a = 0;
        int b = 0;
        while (a < first.Count || b < second.Count)
        {
            if (b == second.Count || (a < first.Count && first.Timestamps[a] <= second.Timestamps[b]))
            {
                b += b < second.Count && first.Timestamps[a] == second.Timestamps[b] ? 1 : 0;
                first.CopyTo(a++, target);
            }
            else
            {
                second.CopyTo(b++, target);
            }
        }
    }

    /// <summary>Puts samples that were appended from a place on in order with those before them; where both have a time, the earlier one counts.</summary>
    public static void MergeFrom(this SampleColumns columns, int place)
    {
        if (place == 0 || place >= columns.Count || columns.Timestamps[place] > columns.Timestamps[place - 1])
        {
            return;
        }

        using var first = new SampleColumns(place);
        using var second = new SampleColumns(columns.Count - place);
        for (int i = 0; i < columns.Count; i++)
        {
            columns.CopyTo(i, i < place ? first : second);
        }

        columns.Clear();
        Merge(first, second, columns);
    }

    /// <summary>The first place that is not before a time.</summary>
    public static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int at = times.BinarySearch(time);
        return at < 0 ? ~at : at;
    }
}
