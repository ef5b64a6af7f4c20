using System.Text.RegularExpressions;

namespace Vigia.PromQL.Scripts;

/// <summary>What a script expects of a query's errors or annotations.</summary>
/// <param name="Kind">fail, warn, no_warn, info or no_info.</param>
/// <param name="Message">The exact message; null for any.</param>
/// <param name="Pattern">What the message must match; null for any.</param>
internal sealed record Expectation(string Kind, string? Message, Regex? Pattern)
{
    public bool Matches(string actual) =>
        (Message is null || actual == Message || actual.EndsWith("parse error: " + Message, StringComparison.Ordinal) || WithoutPosition(actual) == Message)
        && (Pattern is null || Pattern.IsMatch(actual));

    /// <summary>Older scripts leave out where in the query an annotation points.</summary>
    private static string WithoutPosition(string actual)
    {
        int at = actual.LastIndexOf(" (", StringComparison.Ordinal);
        return at > 0 && actual.EndsWith(')') ? actual[..at] : actual;
    }

    public override string ToString() => Message ?? Pattern?.ToString() ?? "any";
}
