using System.Text;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>Finds variables in texts and puts values in their places. What nobody knows stays as it is written.</summary>
internal static class TemplateText
{
    /// <summary>An expanded text may not grow past this.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Whether there may be a variable in it.</summary>
    public static bool HasVariables(string text) => text.Contains('$', StringComparison.Ordinal) || text.Contains("[[", StringComparison.Ordinal);

    /// <summary>Fills in a text that is no query.</summary>
    public static string Expand(string text, TemplateValues values, string defaultFormat = "glob") =>
        Expand(text, reference => values.Text(reference, defaultFormat), tracksQuotes: false);

    /// <summary>Fills in a PromQL expression: values within quotation marks are escaped for them.</summary>
    public static string ExpandQuery(string query, TemplateValues values) => Expand(query, values.Query, tracksQuotes: true);

    /// <summary>The names of the variables in a text.</summary>
    public static IReadOnlySet<string> Names(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expand(
            text,
            reference =>
            {
                names.Add(reference.Name);
                return null;
            },
            tracksQuotes: false);
        return names;
    }

    /// <summary>Puts what <paramref name="resolve"/> gives for each place; null leaves it.</summary>
    public static string Expand(string text, Func<TemplateReference, string?> resolve, bool tracksQuotes)
    {
        if (!HasVariables(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 64);
        char quote = '\0';
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (tracksQuotes)
            {
                if (quote != 0 && c == '\\' && quote != '`' && at + 1 < text.Length && text[at + 1] != '$')
                {
                    result.Append(c).Append(text[at + 1]);
                    at += 2;
                    continue;
                }

                if (quote == 0)
                {
                    quote = c is '"' or '\'' or '`' ? c : '\0';
                }
                else if (c == quote)
                {
                    quote = '\0';
                }
            }

            if (c is '$' or '[' && TryRead(text, at, quote, out TemplateReference reference, out int length)
                && resolve(reference) is { } value)
            {
                result.Append(value);
                at += length;
                if (result.Length > MaxLength)
                {
                    throw new TemplateException(FormattableString.Invariant($"With its variables filled in the text has more than {MaxLength} characters. Select fewer values, or give the variable an allValue."));
                }

                continue;
            }

            result.Append(c);
            at++;
        }

        return result.ToString();
    }

    private static bool TryRead(string text, int at, char quote, out TemplateReference reference, out int length)
    {
        reference = default;
        length = 0;
        if (text[at] == '[')
        {
            int end = at + 1 < text.Length && text[at + 1] == '[' ? text.IndexOf("]]", at + 2, StringComparison.Ordinal) : -1;
            return end > 0 && TrySplit(text.AsSpan(at + 2, end - at - 2), quote, out reference, length = end + 2 - at);
        }

        if (at + 1 < text.Length && text[at + 1] == '{')
        {
            int end = text.IndexOf('}', at + 2);
            return end > 0 && TrySplit(text.AsSpan(at + 2, end - at - 2), quote, out reference, length = end + 1 - at);
        }

        int last = at + 1;
        while (last < text.Length && IsWord(text[last]))
        {
            last++;
        }

        length = last - at;
        reference = new TemplateReference(text[(at + 1)..last], "", null, quote);
        return length > 1;
    }

    private static bool TrySplit(ReadOnlySpan<char> inner, char quote, out TemplateReference reference, int length)
    {
        reference = default;
        int word = 0;
        while (word < inner.Length && IsWord(inner[word]))
        {
            word++;
        }

        if (word == 0 || length <= 0 || (word < inner.Length && inner[word] is not ('.' or ':' or '[')))
        {
            return false;
        }

        ReadOnlySpan<char> rest = inner[word..];
        int quoteEnd = rest.StartsWith("[") || rest.Contains('[') ? rest.LastIndexOf(']') : -1;
        int colon = rest[(quoteEnd + 1)..].IndexOf(':');
        string field = (colon < 0 ? rest : rest[..(quoteEnd + 1 + colon)]).TrimStart('.').ToString();
        reference = new TemplateReference(inner[..word].ToString(), field, colon < 0 ? null : rest[(quoteEnd + 2 + colon)..].ToString(), quote);
        return true;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
