using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Vigia.Console.Localization;

/// <summary>Times, durations and sizes as people read them, in the current culture.</summary>
internal static class ShownTime
{
    /// <summary>Date and time of day in UTC, with its zone.</summary>
    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("d", CultureInfo.CurrentCulture) + " " + at.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.CurrentCulture) + " UTC";

    /// <summary>How long ago, or in how long.</summary>
    public static string Ago(IStringLocalizer texts, TimeSpan age) =>
        age < TimeSpan.Zero ? texts["In", Length(-age)] : age < TimeSpan.FromSeconds(1) ? texts["Now"] : texts["Ago", Length(age)];

    /// <summary>A duration in its two largest units.</summary>
    public static string Length(TimeSpan length)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        return length switch
        {
            { TotalMilliseconds: < 1000 } => length.TotalMilliseconds.ToString(length.TotalMilliseconds < 10 ? "0.#" : "0", culture) + " ms",
            { TotalSeconds: < 60 } => length.TotalSeconds.ToString(length.TotalSeconds < 10 ? "0.#" : "0", culture) + " s",
            { TotalMinutes: < 60 } => Two((int)length.TotalMinutes, "min", length.Seconds, "s"),
            { TotalHours: < 24 } => Two((int)length.TotalHours, "h", length.Minutes, "min"),
            _ => Two((int)length.TotalDays, "d", length.Hours, "h"),
        };

        static string Two(int large, string largeUnit, int small, string smallUnit) =>
            small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
    }

    /// <summary>Bytes in binary units.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < 4)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.#", CultureInfo.CurrentCulture) + " " + new[] { "B", "KiB", "MiB", "GiB", "TiB" }[unit];
    }
}
