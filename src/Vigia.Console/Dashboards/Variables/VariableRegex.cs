using System.Text.RegularExpressions;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>
/// A variable's expression: keeps the options that match, and takes of them what its groups <c>text</c> and <c>value</c>, or its first group, say.
/// </summary>
internal static class VariableRegex
{
    /// <summary>The options left; null where the expression is none that is understood.</summary>
    public static IReadOnlyList<VariableOption>? Apply(IReadOnlyList<string> values, string expression)
    {
        if (expression.Length == 0)
        {
            return [.. values.Select(static value => new VariableOption(value, value))];
        }

        if (PatternText.Parse(expression) is not { } pattern)
        {
            return null;
        }

        var options = new List<VariableOption>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string value in values)
        {
            foreach (VariableOption option in Matches(pattern, value))
            {
                if (seen.Add(option.Value))
                {
                    options.Add(option);
                }
            }
        }

        return options;
    }

    private static IEnumerable<VariableOption> Matches(Regex pattern, string value)
    {
        Match match;
        try
        {
            match = pattern.Match(value);
        }
        catch (RegexMatchTimeoutException)
        {
            yield break;
        }

        if (!match.Success)
        {
            yield break;
        }

        Group text = match.Groups["text"];
        Group named = match.Groups["value"];
        if (text.Success || named.Success)
        {
            string shown = text.Success ? text.Value : named.Value;
            yield return new VariableOption(shown, named.Success ? named.Value : shown);
        }
        else
        {
            string taken = match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1].Value : value;
            yield return new VariableOption(taken, taken);
        }
    }
}
