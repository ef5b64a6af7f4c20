using System.Text.RegularExpressions;

namespace Vigia.Console.Explore;

/// <summary>Grafana's macros in a query that is being written: the language does not know them.</summary>
internal static partial class QueryMacros
{
    /// <summary>Puts something of the same length and kind where each macro is, so that positions stay.</summary>
    public static string Blank(string query) => Macro().Replace(query, static macro =>
        macro.Value.EndsWith("_ms", StringComparison.Ordinal) || macro.Value.EndsWith("_s", StringComparison.Ordinal) || macro.Value is "$__from" or "$__to"
            ? "1".PadRight(macro.Length)
            : "1m".PadRight(macro.Length));

    [GeneratedRegex(@"\$(__(rate_interval|interval|range)(_ms|_s)?|__from|__to)\b|\$\{__(rate_interval|interval|range)(_ms|_s)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();
}
