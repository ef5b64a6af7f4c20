using System.Text;
using System.Text.RegularExpressions;
using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Matching;

/// <summary>
/// Reads matchers as Alertmanager's configuration, API and <c>amtool</c> write them: <c>name="value"</c>, <c>name=~expr</c>, a list in braces. The
/// name may be quoted, as newer ones write names outside the classic form.
/// </summary>
/// <remarks>https://prometheus.io/docs/alerting/latest/configuration/#matcher.</remarks>
internal static partial class MatcherText
{
    /// <summary>Longer texts are refused unread.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads one matcher.</summary>
    /// <param name="text">The matcher.</param>
    /// <param name="budget">What expressions of the request may cost that it comes from.</param>
    /// <exception cref="MatcherTextException">It is none.</exception>
    public static LabelMatcher ParseOne(string text, LabelPatternBudget? budget = null)
    {
        Guard(text);
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new MatcherTextException($"bad matcher format: {text}");
        }

        string name = match.Groups["name"].Success ? match.Groups["name"].Value : Unquote(match.Groups["quoted"].Value, text);
        if (name.Length == 0)
        {
            throw new MatcherTextException($"a matcher without label name: {text}");
        }

        MatchKind kind = match.Groups["op"].Value switch { "=" => MatchKind.Equal, "!=" => MatchKind.NotEqual, "=~" => MatchKind.Regex, _ => MatchKind.NotRegex };
        return Create(kind, name, Unquote(match.Groups["value"].Value, text), budget);
    }

    /// <summary>Reads matchers between commas, in braces or without.</summary>
    /// <exception cref="MatcherTextException">One of them is none.</exception>
    public static IReadOnlyList<LabelMatcher> ParseMany(string text)
    {
        Guard(text);
        string inner = text.Trim();
        inner = inner.StartsWith('{') ? inner[1..] : inner;
        inner = inner.EndsWith('}') ? inner[..^1] : inner;
        var budget = new LabelPatternBudget();
        return [.. Split(inner).Select(one => ParseOne(one, budget))];
    }

    /// <summary>A matcher, with an expression that does not compile told as a refusal.</summary>
    /// <exception cref="MatcherTextException">The expression is not RE2, or the budget is spent.</exception>
    public static LabelMatcher Create(MatchKind kind, string name, string value, LabelPatternBudget? budget = null)
    {
        try
        {
            return new LabelMatcher(kind, name, value, budget);
        }
        catch (LabelPatternException exception)
        {
            throw new MatcherTextException(exception.Message);
        }
    }

    /// <summary>As Alertmanager writes matchers in group keys: <c>{a="b",c=~"d"}</c>, in their order.</summary>
    public static string Format(IEnumerable<LabelMatcher> matchers)
    {
        var text = new StringBuilder("{");
        foreach (LabelMatcher matcher in matchers)
        {
            text.Append(text.Length > 1 ? "," : "").Append(FormatOne(matcher));
        }

        return text.Append('}').ToString();
    }

    /// <summary><c>name=~"value"</c>, with quotes, backslashes and line ends escaped.</summary>
    public static string FormatOne(LabelMatcher matcher)
    {
        string symbol = matcher.Kind switch { MatchKind.Equal => "=", MatchKind.NotEqual => "!=", MatchKind.Regex => "=~", _ => "!~" };
        string name = ClassicName().IsMatch(matcher.Name) ? matcher.Name : $"\"{Escape(matcher.Name)}\"";
        return $"{name}{symbol}\"{Escape(matcher.Value)}\"";
    }

    /// <summary>Whether labels match every one.</summary>
    public static bool MatchesAll(this IReadOnlyList<LabelMatcher> matchers, LabelSet labels)
    {
        foreach (LabelMatcher matcher in matchers)
        {
            if (!matcher.Matches(labels[matcher.Name]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void Guard(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new MatcherTextException($"matchers of more than {MaxLength} characters");
        }
    }

    // A comma in quotes separates nothing.
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        bool isQuoted = false;
        bool isEscaped = false;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ',' when !isQuoted:
                    parts.Add(text[start..i]);
                    start = i + 1;
                    break;
                case '"' when !isEscaped:
                    isQuoted = !isQuoted;
                    break;
                case '\\':
                    isEscaped = !isEscaped;
                    continue;
            }

            isEscaped = false;
        }

        if (!string.IsNullOrWhiteSpace(text[start..]))
        {
            parts.Add(text[start..]);
        }

        return parts;
    }

    private static string Unquote(string raw, string whole)
    {
        bool isQuoted = raw.StartsWith('"');
        if (isQuoted && (raw.Length < 2 || !raw.EndsWith('"')))
        {
            throw new MatcherTextException($"matcher value contains unescaped double quote: {whole}");
        }

        ReadOnlySpan<char> inner = isQuoted ? raw.AsSpan(1, raw.Length - 2) : raw;
        var value = new StringBuilder(inner.Length);
        bool isEscaped = false;
        for (int i = 0; i < inner.Length; i++)
        {
            char c = inner[i];
            if (isEscaped)
            {
                isEscaped = false;
                // What is no escape stands as it is, backslash too, so that expressions need not be escaped twice.
                _ = c switch
                {
                    'n' => value.Append('\n'),
                    '"' => value.Append('"'),
                    '\\' => value.Append('\\'),
                    _ => value.Append('\\').Append(c),
                };
            }
            else if (c == '\\')
            {
                isEscaped = true;
            }
            else if (c == '"')
            {
                throw new MatcherTextException($"matcher value contains unescaped double quote: {whole}");
            }
            else
            {
                value.Append(c);
            }
        }

        return isEscaped ? value.Append('\\').ToString() : value.ToString();
    }

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex ClassicName();

    [GeneratedRegex("""^\s*(?:(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<quoted>"(?:[^"\\]|\\.)*"))\s*(?<op>=~|=|!=|!~)\s*(?<value>.*?)\s*\z""", RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
