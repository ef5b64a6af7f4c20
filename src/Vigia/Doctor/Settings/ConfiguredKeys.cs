using Microsoft.Extensions.Configuration;

namespace Vigia.Doctor.Settings;

/// <summary>Finds settings that nobody reads, and the name that was probably meant.</summary>
internal static class ConfiguredKeys
{
    // Read by .NET itself, and only when the host runs.
    private static readonly string[] Foreign = ["Logging", "Kestrel", "AllowedHosts", "urls"];

    /// <summary>Every key that has a value in <paramref name="configuration"/> and was not asked for.</summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration, IReadOnlySet<string> asked) =>
        configuration.AsEnumerable()
            .Where(pair => !string.IsNullOrEmpty(pair.Value) && !asked.Contains(Plain(pair.Key)) && !Foreign.Contains(FirstSegment(Plain(pair.Key)), StringComparer.OrdinalIgnoreCase))
            .Select(pair => pair.Key)
            .Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>The key of <paramref name="known"/> with the fewest changed letters; null where none is near.</summary>
    public static string? Nearest(string key, IEnumerable<string> known)
    {
        int depth = key.Count(letter => letter == ':');
        (string? best, int bestDistance) = (null, Math.Max(2, key.Length / 4) + 1);
        foreach (string candidate in known.Where(candidate => candidate.Count(letter => letter == ':') == depth))
        {
            int distance = Distance(key, candidate, bestDistance);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>What the monitor lays over the module's sections has the same names.</summary>
    private static string Plain(string key) =>
        key.StartsWith("Monitor:Instrumentation:", StringComparison.OrdinalIgnoreCase) || key.StartsWith("Monitor:Logging:", StringComparison.OrdinalIgnoreCase)
            ? key["Monitor:".Length..] : key;

    private static string FirstSegment(string key) => key.Split(ConfigurationPath.KeyDelimiter, 2)[0];

    // Levenshtein's distance, without regard to case; gives up at the limit.
    private static int Distance(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) >= limit)
        {
            return limit;
        }

        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        int[] current = new int[to.Length + 1];
        for (int i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int change = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[to.Length];
    }
}
