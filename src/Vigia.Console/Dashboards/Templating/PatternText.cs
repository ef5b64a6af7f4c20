using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>Expressions as dashboards write them, in JavaScript's notation: <c>/abc/i</c>, or without the slashes.</summary>
internal static class PatternText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\^$.|?*+()[]{}");

    /// <summary>What a dashboard brings may backtrack for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads an expression; null where it is none that .NET takes.</summary>
    public static Regex? Parse(string text)
    {
        RegexOptions options = RegexOptions.CultureInvariant;
        if (text.Length > 1 && text[0] == '/' && text.LastIndexOf('/') is > 0 and var end)
        {
            options |= text.AsSpan(end).Contains('i') ? RegexOptions.IgnoreCase : RegexOptions.None;
            text = text[1..end];
        }

        try
        {
            return new Regex(text, options, Limit);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it matches somewhere in the text; false where that takes too long.</summary>
    public static bool IsMatch(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>A text as an expression that matches just it, in RE2 as in JavaScript.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (Special.Contains(c))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
