using Vigia.Server.Alerting.Rules.Running;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>When a group is evaluated in a rehearsal: as it would have been, or each second, third, … time. Milliseconds.</summary>
/// <param name="Start">The first.</param>
/// <param name="Step">From one to the next.</param>
/// <param name="Count">How many.</param>
internal readonly record struct RehearsalSteps(long Start, long Step, int Count)
{
    /// <summary>The evaluations of a schedule within a time, at most so many.</summary>
    public static RehearsalSteps Of(GroupSchedule schedule, RehearsalSpan span, int max)
    {
        long start = schedule.After(span.Start).ToUnixTimeMilliseconds();
        long interval = Math.Max(1, (long)schedule.Interval.TotalMilliseconds);
        long end = span.End.ToUnixTimeMilliseconds();
        if (start > end)
        {
            return new RehearsalSteps(start, interval, 0);
        }

        long every = Math.Max(1, (long)Math.Ceiling((((end - start) / interval) + 1) / (double)max));
        long step = interval * every;
        return new RehearsalSteps(start, step, (int)(((end - start) / step) + 1));
    }

    /// <summary>The same, begun at least so much earlier.</summary>
    public RehearsalSteps From(TimeSpan earlier)
    {
        int more = Count == 0 ? 0 : (int)Math.Ceiling(earlier.TotalMilliseconds / Step);
        return this with { Start = Start - (more * Step), Count = Count + more };
    }

    /// <summary>First and last of pieces of so many evaluations.</summary>
    public IEnumerable<(long Start, long End)> Pieces(int size)
    {
        for (int i = 0; i < Count; i += size)
        {
            yield return (Start + (i * Step), Start + ((Math.Min(i + size, Count) - 1) * Step));
        }
    }
}
