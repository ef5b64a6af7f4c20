using System.Globalization;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>A point in time as Grafana's addresses write it: <c>now-6h</c>, <c>now-1d/d</c>, milliseconds since 1970, or ISO 8601.</summary>
internal static class TimeExpression
{
    /// <summary>Reads it to milliseconds since 1970 UTC.</summary>
    /// <param name="text">What is written.</param>
    /// <param name="now">What <c>now</c> is.</param>
    /// <param name="zone">Whose days <c>/d</c> means.</param>
    /// <param name="roundsUp">Whether <c>/d</c> is the day's last millisecond, as for the end of a range.</param>
    /// <param name="milliseconds">The result.</param>
    public static bool TryParse(string text, DateTimeOffset now, TimeZoneInfo zone, bool roundsUp, out long milliseconds)
    {
        milliseconds = 0;
        text = text.Trim();
        if (!text.StartsWith("now", StringComparison.Ordinal))
        {
            return TryAbsolute(text, out milliseconds);
        }

        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        int at = 3;
        while (at < text.Length)
        {
            char sign = text[at++];
            if (sign == '/')
            {
                if (at >= text.Length || !TryRound(ref local, text[at++], roundsUp))
                {
                    return false;
                }

                continue;
            }

            int digits = at;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            if (sign is not ('+' or '-') || digits == at || digits >= text.Length || digits - at > 9
                || !TryMove(ref local, text[digits], (sign == '-' ? -1 : 1) * int.Parse(text.AsSpan(at, digits - at), CultureInfo.InvariantCulture)))
            {
                return false;
            }

            at = digits + 1;
        }

        milliseconds = Utc(local, zone);
        return true;
    }

    private static bool TryAbsolute(string text, out long milliseconds)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out milliseconds))
        {
            return milliseconds is > -62135596800000 and < 253402300800000;
        }

        bool isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        milliseconds = isDate ? time.ToUnixTimeMilliseconds() : 0;
        return isDate;
    }

    private static bool TryMove(ref DateTime time, char unit, int count)
    {
        try
        {
            time = unit switch
            {
                's' => time.AddSeconds(count),
                'm' => time.AddMinutes(count),
                'h' => time.AddHours(count),
                'd' => time.AddDays(count),
                'w' => time.AddDays(7L * count),
                'M' => time.AddMonths(count),
                'Q' => time.AddMonths(checked(3 * count)),
                'y' => time.AddYears(count),
                _ => default,
            };
            return time != default;
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            return false;
        }
    }

    private static bool TryRound(ref DateTime time, char unit, bool roundsUp)
    {
        DateTime start = unit switch
        {
            's' => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)),
            'm' => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)),
            'h' => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour)),
            'd' => time.Date,
            'w' => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)),
            'M' => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Unspecified),
            'Q' => new DateTime(time.Year, ((time.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, DateTimeKind.Unspecified),
            'y' => new DateTime(time.Year, 1, 1, 0, 0, 0, DateTimeKind.Unspecified),
            _ => default,
        };
        if (start == default)
        {
            return false;
        }

        time = start;
        return !roundsUp || (TryMove(ref time, unit, 1) && TryBack(ref time));
    }

    private static bool TryBack(ref DateTime time)
    {
        time = time.AddMilliseconds(-1);
        return true;
    }

    private static long Utc(DateTime local, TimeZoneInfo zone)
    {
        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

        // Where the clock is put forward an hour does not exist: what follows it is meant.
        plain = zone.IsInvalidTime(plain) ? plain.AddHours(1) : plain;
        return new DateTimeOffset(plain, zone.GetUtcOffset(plain)).ToUnixTimeMilliseconds();
    }
}
