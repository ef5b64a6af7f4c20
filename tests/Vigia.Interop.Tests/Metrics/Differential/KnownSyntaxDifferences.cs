using System.Text.RegularExpressions;
using Vigia.PromQL.Syntax;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>What Prometheus 3 changed in what is a query, told by how Debian's 2.42 refuses it, or by how Vigia does.</summary>
internal static partial class KnownSyntaxDifferences
{
    /// <summary>The change that a difference comes from; null where it comes from none.</summary>
    /// <param name="query">What one refused and the other did not.</param>
    /// <param name="prometheus">What 2.42 said; null where it took it.</param>
    /// <param name="monitor">What Vigia found.</param>
    public static string? Name(string query, string? prometheus, PromqlParseResult monitor)
    {
        if (prometheus is null)
        {
            return LetterInRange().IsMatch(monitor.Diagnostics[0].Message)
                ? "2.42 takes a letter within brackets for a colon; words stand there since durations are expressions"
                : monitor.Diagnostics[0].Message.Contains("unknown function with name \"holt_winters\"", StringComparison.Ordinal)
                ? "3.0 renamed holt_winters and made it experimental"
                : null;
        }

        return DurationAsNumber().IsMatch(prometheus) || (prometheus.Contains("trailing commas", StringComparison.Ordinal) && DurationAsArgument().IsMatch(query))
            ? "a duration is a number of seconds since 3.0"
            : NumberAsDuration().IsMatch(prometheus) ? "a number is a duration in seconds since 3.0"
            : prometheus.Contains("duration must be greater than 0", StringComparison.Ordinal) && OffsetOfZero().IsMatch(query) ? "an offset may be 0 since numbers are durations"
            : QuotedName().IsMatch(prometheus) ? "names may be quoted since 3.0"
            : DurationExpression().IsMatch(prometheus) ? "a duration may be an expression since 3.14"
            : prometheus.Contains("unexpected \"(\"", StringComparison.Ordinal) && TimeFunction().IsMatch(query) ? "start() and end() are functions since 3.14"
            : null;
    }

    [GeneratedRegex("unexpected (identifier|<).* in (subquery selector|subquery or range selector), expected")]
    private static partial Regex LetterInRange();

    [GeneratedRegex("unexpected duration (?!.* in (@|grouping opts|label matching))")]
    private static partial Regex DurationAsNumber();

    [GeneratedRegex(@",\s*[+-]*\s*([0-9]+(ms|[smhdwy]))+")]
    private static partial Regex DurationAsArgument();

    [GeneratedRegex("unexpected string .* in (grouping opts|label matching), expected")]
    private static partial Regex QuotedName();

    [GeneratedRegex("missing unit character in duration|unexpected number .* in (offset|subquery selector|subquery or range selector), expected duration")]
    private static partial Regex NumberAsDuration();

    [GeneratedRegex(@"unexpected (<op:[-+*/%^]>|""\("") in (offset|subquery selector|subquery or range selector|subquery or range), expected")]
    private static partial Regex DurationExpression();

    [GeneratedRegex(@"\boffset\s*-?\s*0(ms|[smhdwy])", RegexOptions.IgnoreCase)]
    private static partial Regex OffsetOfZero();

    [GeneratedRegex(@"\b(start|end)\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex TimeFunction();
}
