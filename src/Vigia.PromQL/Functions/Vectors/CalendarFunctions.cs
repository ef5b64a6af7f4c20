using System.Collections.Frozen;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary>Parts of a date, of seconds since 1970 UTC. Also for years that <see cref="DateTime"/> does not reach.</summary>
internal static class CalendarFunctions
{
    private const long SecondsPerDay = 86400;

    private static readonly FrozenDictionary<string, Func<double, double>> ByName = new Dictionary<string, Func<double, double>>
    {
        ["minute"] = static value => FloorMod(Seconds(value), 3600) / 60,
        ["hour"] = static value => FloorMod(Seconds(value), SecondsPerDay) / 3600,
        ["day_of_week"] = static value => FloorMod(Days(value) + 4, 7),
        ["day_of_month"] = static value => Date(value).Day,
        ["day_of_year"] = static value => Days(value) - DaysBefore(Date(value).Year, 1, 1) + 1,
        ["days_in_month"] = static value => DaysInMonth(value),
        ["month"] = static value => Date(value).Month,
        ["year"] = static value => Date(value).Year,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Func<double, double>? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Truncated; NaN and what is too large become the smallest number, as a conversion does on the usual processors.</summary>
    private static long Seconds(double value) =>
        value is > -9.2e18 and < 9.2e18 ? (long)value : long.MinValue / 2;

    private static long Days(double value) => (Seconds(value) - FloorMod(Seconds(value), SecondsPerDay)) / SecondsPerDay;

    private static long FloorMod(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private static long FloorDiv(long value, long divisor) => (value - FloorMod(value, divisor)) / divisor;

    private static double DaysInMonth(double value)
    {
        (long year, int month, _) = Date(value);
        return month == 12 ? 31 : DaysBefore(year, month + 1, 1) - DaysBefore(year, month, 1);
    }

    /// <summary>The proleptic Gregorian calendar over eras of 400 years that begin in March.</summary>
    private static (long Year, int Month, int Day) Date(double value)
    {
        long days = Days(value) + 719468;
        long era = FloorDiv(days, 146097);
        long dayOfEra = FloorMod(days, 146097);
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long part = ((5 * dayOfYear) + 2) / 153;
        int day = (int)(dayOfYear - (((153 * part) + 2) / 5) + 1);
        int month = (int)(part < 10 ? part + 3 : part - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, day);
    }

    private static long DaysBefore(long year, int month, int day)
    {
        long shifted = month <= 2 ? year - 1 : year;
        long era = FloorDiv(shifted, 400);
        long yearOfEra = shifted - (era * 400);
        long dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        return (era * 146097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719468;
    }
}
