using System.Globalization;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>Times as promtool takes them: seconds since 1970, or RFC 3339.</summary>
internal static class TestTime
{
    private const double MaxSeconds = 9_223_372_036;

    public static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            milliseconds = (long)Math.Round(seconds * 1000);
            return Math.Abs(seconds) < MaxSeconds;
        }

        if (!text.Contains('T', StringComparison.Ordinal)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return false;
        }

        milliseconds = time.ToUnixTimeMilliseconds();
        return true;
    }
}
