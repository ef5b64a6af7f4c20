namespace Vigia.Server.Notifications.Intervals;

/// <summary>Times that repeat: what is named must all hold, what is not named always holds. Immutable.</summary>
/// <remarks>https://prometheus.io/docs/alerting/latest/configuration/#time_interval.</remarks>
internal sealed record TimeInterval
{
    public IReadOnlyList<TimeOfDayRange> Times { get; init; } = [];

    /// <summary>0 is Sunday.</summary>
    public IReadOnlyList<NumberRange> Weekdays { get; init; } = [];

    /// <summary>1 to 31, or -1 for a month's last day to -31.</summary>
    public IReadOnlyList<NumberRange> DaysOfMonth { get; init; } = [];

    public IReadOnlyList<NumberRange> Months { get; init; } = [];

    public IReadOnlyList<NumberRange> Years { get; init; } = [];

    /// <summary>Where its times are those of the clock on the wall.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether a moment lies in it.</summary>
    public bool Contains(DateTimeOffset moment)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(moment, Zone);
        int minute = local.Hour * 60 + local.Minute;
        return (Times.Count == 0 || Times.Any(range => minute >= range.Start && minute < range.End))
            && (DaysOfMonth.Count == 0 || DaysOfMonth.Any(range => IsDay(range, local)))
            && Holds(Months, local.Month)
            && Holds(Weekdays, (int)local.DayOfWeek)
            && Holds(Years, local.Year);
    }

    private static bool Holds(IReadOnlyList<NumberRange> ranges, int value) => ranges.Count == 0 || ranges.Any(range => range.Contains(value));

    private static bool IsDay(NumberRange range, DateTimeOffset local)
    {
        int days = DateTime.DaysInMonth(local.Year, local.Month);
        int begin = range.Begin < 0 ? days + range.Begin + 1 : range.Begin;
        int end = range.End < 0 ? days + range.End + 1 : range.End;

        // Days that this month lacks must not reach into another.
        return begin <= days && local.Day >= Math.Clamp(begin, -days, days) && local.Day <= Math.Clamp(end, -days, days);
    }
}
