using System.Globalization;
using Vigia.Output;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Queries;

/// <summary>Times and durations on the command line.</summary>
internal static class QueryTime
{
    /// <summary>Seconds since 1970, of a number of them or of RFC 3339; null for null.</summary>
    public static double? Parse(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds))
        {
            return seconds;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds() / 1000.0
            : throw new CommandException($"{option} wants seconds since 1970 or a time such as 2026-01-31T12:00:00Z, and got '{text}'.", exitCode: ExitCodes.Usage);
    }

    /// <summary>Seconds of a duration such as 1h30m.</summary>
    public static double Duration(string option, string text) =>
        DurationText.TryParse(text, out TimeSpan duration)
            ? duration.TotalSeconds
            : throw new CommandException($"{option} wants a duration such as 15s, 1h30m or 7d, and got '{text}'.", exitCode: ExitCodes.Usage);
}
