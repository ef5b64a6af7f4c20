using System.IO.Hashing;
using System.Text;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>
/// When a group is evaluated: at every multiple of its interval since 1970, shifted by a part of the interval that its file and name decide, so that groups
/// are spread and come at the same times after a restart. Immutable.
/// </summary>
internal readonly record struct GroupSchedule
{
    private readonly long _offset;

    /// <summary>The schedule of one group.</summary>
    public GroupSchedule(string file, string group, TimeSpan interval)
    {
        // The bytes that Prometheus hashes for the labels {file, name}.
        byte[] labels = Encoding.UTF8.GetBytes($"file\u0000{file}\u0000name\u0000{group}\u0000");
        labels.AsSpan().Replace((byte)0, (byte)0xff);
        Interval = interval;

        // Whole milliseconds, as samples and what is kept have them.
        long nanoseconds = (long)(XxHash64.HashToUInt64(labels) % (ulong)(interval.Ticks * TimeSpan.NanosecondsPerTick));
        _offset = nanoseconds / 1_000_000 * TimeSpan.TicksPerMillisecond;
    }

    public TimeSpan Interval { get; }

    /// <summary>How far from whole multiples of the interval.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(_offset);

    /// <summary>The first evaluation after a time.</summary>
    public DateTimeOffset After(DateTimeOffset time)
    {
        long since = (time - DateTimeOffset.UnixEpoch).Ticks - _offset;
        long part = ((since % Interval.Ticks) + Interval.Ticks) % Interval.Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(since - part + _offset) + Interval;
    }

    /// <summary>The evaluation after the one that was due, and how many were missed since the clock has gone on so far.</summary>
    public (DateTimeOffset Due, long Missed) Next(DateTimeOffset due, DateTimeOffset now)
    {
        long missed = Math.Max(0, ((now - due).Ticks / Interval.Ticks) - 1);
        return (due + (Interval * (missed + 1)), missed);
    }
}
