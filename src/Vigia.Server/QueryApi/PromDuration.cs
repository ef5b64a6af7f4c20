namespace Vigia.Server.QueryApi;

/// <summary>Durations as Prometheus writes them: <c>1h30m</c>, units falling from y to ms, each at most once.</summary>
internal static class PromDuration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 24 * 3600 * 1000),
        ("w", 7L * 24 * 3600 * 1000),
        ("d", 24L * 3600 * 1000),
        ("h", 3600L * 1000),
        ("m", 60L * 1000),
        ("s", 1000),
        ("ms", 1),
    ];

    /// <summary>Reads a duration in milliseconds. "0" needs no unit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text is "0")
        {
            return true;
        }

        int next = 0;
        bool isAny = false;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 15 || !long.TryParse(text[..digits], out long number))
            {
                return false;
            }

            text = text[digits..];
            int length = text.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = length < 0 ? text : text[..length];
            while (next < Units.Length && !unit.SequenceEqual(Units[next].Unit))
            {
                next++;
            }

            if (next == Units.Length)
            {
                return false;
            }

            long factor = Units[next].Milliseconds;
            if (number > long.MaxValue / 1_000_000 / factor)
            {
                return false;
            }

            milliseconds += number * factor;
            text = text[unit.Length..];
            next++;
            isAny = true;
        }

        return isAny;
    }
}
