using Vigia.Model.Messages;

namespace Vigia.Integration.Api;

/// <summary>The times and the buckets of a count.</summary>
/// <param name="Filter">What is counted, from a whole number of steps since 1970 on, so that bars stay while the window moves.</param>
/// <param name="Step">The length of a bucket.</param>
internal sealed record CountWindow(MessageFilter Filter, TimeSpan Step)
{
    /// <summary>Buckets of one count at most.</summary>
    public const int MaxBuckets = 500;

    private const int UsualBuckets = 60;

    private static readonly TimeSpan UsualLength = TimeSpan.FromHours(24);

    // People read clocks and calendars: bars of 5 minutes, not of 4 minutes 48.
    private static readonly int[] Steps =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000];

    /// <summary>Null where something is wrong, which <paramref name="errors"/> then says for each parameter.</summary>
    public static CountWindow? Of(MessageFilter filter, long? stepSeconds, DateTimeOffset now, Dictionary<string, string> errors)
    {
        DateTimeOffset to = filter.To ?? (filter.From > now ? filter.From.Value + UsualLength : now);
        DateTimeOffset from = filter.From ?? to - UsualLength;
        double seconds = (to - from).TotalSeconds;
        long step = stepSeconds ?? Steps.FirstOrDefault(each => seconds / each <= UsualBuckets, (int)Math.Ceiling(seconds / UsualBuckets));
        DateTimeOffset begin = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Floor((from - DateTimeOffset.UnixEpoch).TotalSeconds / step) * step);
        if ((to - begin).TotalSeconds / step > MaxBuckets)
        {
            errors["step"] = $"'step' is too short for this time: at most {MaxBuckets} buckets can be counted.";
            return null;
        }

        return new CountWindow(filter with { From = begin, To = to }, TimeSpan.FromSeconds(step));
    }
}
