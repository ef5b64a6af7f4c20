using System.Globalization;
using System.Text;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>Durations as Prometheus writes them: <c>1h30m</c>, units from <c>y</c> to <c>ms</c>, each once and in that order.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 24 * 3600 * 1000), ("w", 7L * 24 * 3600 * 1000), ("d", 24L * 3600 * 1000),
        ("h", 3600L * 1000), ("m", 60L * 1000), ("s", 1000), ("ms", 1),
    ];

    /// <summary>Reads a duration in milliseconds; false where it is none or too long.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text is "0")
        {
            return true;
        }

        int next = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                return false;
            }

            text = text[digits..];
            int letters = text.IndexOfAnyExceptInRange('a', 'z');
            ReadOnlySpan<char> unit = letters < 0 ? text : text[..letters];
            text = text[unit.Length..];
            int index = Array.FindIndex(Units, next, new UnitName(unit.ToString()).Is);
            if (index < 0)
            {
                return false;
            }

            try
            {
                milliseconds = checked(milliseconds + checked(count * Units[index].Milliseconds));
            }
            catch (OverflowException)
            {
                // Longer than 292 million years.
                return false;
            }

            next = index + 1;
        }

        return milliseconds <= long.MaxValue / 1_000_000;
    }

    /// <summary>Writes a duration; whole years, weeks and days only where they are exact.</summary>
    public static string Format(long milliseconds)
    {
        if (milliseconds == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        if (milliseconds < 0)
        {
            text.Append('-');
            milliseconds = -milliseconds;
        }

        for (int i = 0; i < Units.Length; i++)
        {
            (string unit, long length) = Units[i];
            bool onlyExact = i < 3;
            if (onlyExact ? milliseconds % length == 0 && milliseconds > 0 : milliseconds >= length)
            {
                text.Append(CultureInfo.InvariantCulture, $"{milliseconds / length}{unit}");
                milliseconds %= length;
            }
        }

        return text.ToString();
    }

    private sealed class UnitName(string name)
    {
        public bool Is((string Unit, long Milliseconds) unit) => unit.Unit == name;
    }
}
