using System.Globalization;

namespace Vigia.Integration.Api;

/// <summary>Reads the parameters of a query, and says of each what is wrong with it.</summary>
internal static class QueryText
{
    /// <summary>An empty parameter is one that was not given.</summary>
    public static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    public static DateTimeOffset? Time(string name, string? value, Dictionary<string, string> errors)
    {
        if (Given(value) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
        {
            return time;
        }

        errors[name] = $"'{name}' must be a time, as in 2024-01-01T00:00:00Z.";
        return null;
    }

    public static long? Number(string name, string? value, long min, long max, Dictionary<string, string> errors)
    {
        if (Given(value) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max)
        {
            return number;
        }

        errors[name] = string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a number from {min} to {max}.");
        return null;
    }
}
