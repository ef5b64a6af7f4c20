using System.Globalization;
using System.Text;

namespace Vigia.Server.Configuration.Reading;

/// <summary>Durations as Prometheus writes them: <c>1h30m</c>, with y, w, d, h, m, s, ms, each at most once and in this order; <c>0</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        decimal total = 0;
        int i = 0;
        int unit = 0;
        while (i < text.Length)
        {
            int digits = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                i++;
            }

            if (i == digits || !decimal.TryParse(text.AsSpan(digits, i - digits), NumberStyles.None, CultureInfo.InvariantCulture, out decimal count))
            {
                return false;
            }

            int letters = i;
            while (i < text.Length && char.IsAsciiLetter(text[i]))
            {
                i++;
            }

            string name = text[letters..i];
            while (unit < Units.Length && Units[unit].Unit != name)
            {
                unit++;
            }

            if (unit == Units.Length || count > int.MaxValue)
            {
                return false;
            }

            total += count * Units[unit++].Milliseconds;
        }

        // Go's durations end at 292 years.
        if (text.Length == 0 || total > 9_223_372_036_854m)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds((long)total);
        return true;
    }

    /// <summary>As Prometheus writes it: the largest units that fit, without zeros.</summary>
    public static string Format(TimeSpan duration)
    {
        long rest = (long)duration.TotalMilliseconds;
        if (rest == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        foreach ((string unit, long milliseconds) in Units)
        {
            // Years, weeks and days only where nothing is left over, so that 90d is not 12w6d.
            if (unit is "y" or "w" or "d" && rest % milliseconds != 0)
            {
                continue;
            }

            if (rest >= milliseconds)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{unit}");
                rest %= milliseconds;
            }
        }

        return text.ToString();
    }
}
