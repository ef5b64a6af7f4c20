using System.Globalization;

namespace Vigia.Console.Time;

/// <summary>
/// A moment as Grafana writes it: <c>now</c>, <c>now-6h</c>, <c>now/d</c>, <c>now-1d/d</c>, milliseconds since 1970, or ISO 8601. Units are
/// s, m, h, d, w, M, y; <c>/u</c> rounds to the start of the unit (a range's end: to its end).
/// </summary>
public static class TimeText
{
    private const int MaxLength = 64;

    /// <summary>Reads a moment.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="now">The present.</param>
    /// <param name="zone">Where days begin, and what a time without an offset means.</param>
    /// <param name="isEnd">Whether rounding goes to the unit's last millisecond.</param>
    /// <param name="time">The moment, in UTC.</param>
    /// <returns>False: it is not a moment, or outside the years 1 to 9999.</returns>
    public static bool TryRead(string? text, DateTimeOffset now, TimeZoneInfo zone, bool isEnd, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(zone);
        time = now;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        try
        {
            if (text.StartsWith("now", StringComparison.Ordinal))
            {
                return TryReadRelative(text.AsSpan(3), TimeZoneInfo.ConvertTime(now, zone), zone, isEnd, out time);
            }

            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds) && text.Length > 4)
            {
                time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
                return true;
            }

            if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out DateTime exact))
            {
                return false;
            }

            time = exact.Kind == DateTimeKind.Utc ? new DateTimeOffset(exact) : InZone(exact, zone);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static bool TryReadRelative(ReadOnlySpan<char> rest, DateTimeOffset local, TimeZoneInfo zone, bool isEnd, out DateTimeOffset time)
    {
        DateTime wall = local.DateTime;
        time = local;
        while (!rest.IsEmpty)
        {
            char sign = rest[0];
            rest = rest[1..];
            if (sign == '/')
            {
                if (rest.Length != 1 || !TryRound(ref wall, rest[0], isEnd))
                {
                    return false;
                }

                break;
            }

            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (sign is not ('+' or '-') || digits is < 0 or > 9)
            {
                return false;
            }

            int amount = digits == 0 ? 1 : int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            if (!TryAdd(ref wall, sign == '-' ? -amount : amount, rest[digits]))
            {
                return false;
            }

            rest = rest[(digits + 1)..];
        }

        time = InZone(wall, zone);
        return true;
    }

    private static bool TryAdd(ref DateTime wall, int amount, char unit)
    {
        switch (unit)
        {
            case 's': wall = wall.AddSeconds(amount); return true;
            case 'm': wall = wall.AddMinutes(amount); return true;
            case 'h': wall = wall.AddHours(amount); return true;
            case 'd': wall = wall.AddDays(amount); return true;
            case 'w': wall = wall.AddDays(7.0 * amount); return true;
            case 'M': wall = wall.AddMonths(amount); return true;
            case 'y': wall = wall.AddYears(amount); return true;
            default: return false;
        }
    }

    private static bool TryRound(ref DateTime wall, char unit, bool isEnd)
    {
        DateTime day = wall.Date;
        DateTime start = unit switch
        {
            's' => day.AddSeconds(Math.Floor(wall.TimeOfDay.TotalSeconds)),
            'm' => day.AddMinutes(Math.Floor(wall.TimeOfDay.TotalMinutes)),
            'h' => day.AddHours(wall.Hour),
            'd' => day,
            'w' => day.AddDays(-(int)day.DayOfWeek),
            'M' => day.AddDays(1 - day.Day),
            'y' => new DateTime(day.Year, 1, 1),
            _ => DateTime.MaxValue,
        };
        if (start == DateTime.MaxValue)
        {
            return false;
        }

        wall = start;
        return !isEnd || (TryAdd(ref wall, 1, unit) && TryAddMillisecond(ref wall));
    }

    private static bool TryAddMillisecond(ref DateTime wall)
    {
        wall = wall.AddMilliseconds(-1);
        return true;
    }

    private static DateTimeOffset InZone(DateTime wall, TimeZoneInfo zone)
    {
        wall = DateTime.SpecifyKind(wall, DateTimeKind.Unspecified);

        // A time that a clock change skips is read as the time just after it.
        return new DateTimeOffset(wall, zone.GetUtcOffset(zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall)).ToUniversalTime();
    }
}
