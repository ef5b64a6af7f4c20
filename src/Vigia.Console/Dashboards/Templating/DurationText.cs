using System.Globalization;
using System.Text;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>Durations as Grafana and Prometheus write them: <c>15s</c>, <c>1h30m</c>, <c>100ms</c>; Grafana's months (<c>M</c>) and years too. Milliseconds.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 86_400_000), ("M", 30L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ];

    /// <summary>Reads a duration; the signs <c>&gt;</c> and <c>&gt;=</c>, which old panels put before it, are skipped. A bare number is seconds.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        ReadOnlySpan<char> rest = text.AsSpan().Trim().TrimStart('>').TrimStart('=').Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        double total = 0;
        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
            {
                digits++;
            }

            if (digits == 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            rest = rest[digits..];
            int letters = 0;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
            {
                letters++;
            }

            long unit = letters == 0 ? 1000 : Unit(rest[..letters]);
            if (unit == 0)
            {
                return false;
            }

            total += number * unit;
            rest = rest[letters..];
        }

        // A hundred years are enough for any range.
        if (total is < 0 or > 100d * 365 * 86_400_000)
        {
            return false;
        }

        milliseconds = (long)total;
        return true;
    }

    /// <summary>As PromQL reads it: <c>1m15s</c>.</summary>
    public static string Format(long milliseconds)
    {
        if (milliseconds <= 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        long rest = milliseconds;
        foreach ((string unit, long length) in Units)
        {
            if (unit is "y" or "M" or "w" || rest < length)
            {
                continue;
            }

            text.Append(rest / length).Append(unit);
            rest %= length;
        }

        return text.ToString();
    }

    /// <summary>The length of a unit; 0 where it is none.</summary>
    public static long Unit(ReadOnlySpan<char> unit)
    {
        foreach ((string name, long length) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                return length;
            }
        }

        return 0;
    }
}
