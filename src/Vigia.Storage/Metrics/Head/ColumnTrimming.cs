using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics.Head;

/// <summary>Takes over decoded samples without those outside the time asked for.</summary>
internal static class ColumnTrimming
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
            end = maxTime == long.MaxValue ? end : LowerBound(times, maxTime + 1);
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

    /// <summary>The first place that is not before a time.</summary>
    public static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int at = times.BinarySearch(time);
        return at < 0 ? ~at : at;
    }
}
