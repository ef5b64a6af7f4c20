using System.Text;
using System.Text.RegularExpressions;

namespace Vigia.Model.Labels;

/// <summary>
/// An RE2 expression that may match anywhere in a text and where <c>.</c> is no newline, as templates use it. Matching takes time linear in the
/// text. Immutable; safe from any thread.
/// </summary>
public sealed class TextPattern
{
    private readonly Regex _regex;
    private readonly Re2Translation _translation;

    private TextPattern(string expression, Re2Translation translation, Regex regex) => (Expression, _translation, _regex) = (expression, translation, regex);

    /// <summary>The expression as written.</summary>
    public string Expression { get; }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="LabelPatternException">It is not RE2, or its automaton would be too large.</exception>
    public static TextPattern Parse(string expression)
    {
        Re2Translation translation = Re2Translator.Translate(expression, dotMatchesNewline: false);
        return new TextPattern(expression, translation, LabelPattern.Compile(expression, translation.Text, RegexOptions.None));
    }

    /// <summary>Whether any part of the text matches.</summary>
    public bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>
    /// Replaces every match by a replacement that is filled from its groups (<c>$1</c>, <c>${name}</c>, <c>$$</c>); null where the text could
    /// become longer than <paramref name="maxLength"/>.
    /// </summary>
    public string? ReplaceAll(string text, string replacement, int maxLength = int.MaxValue)
    {
        long groups = replacement.AsSpan().Count('$');
        var replaced = new StringBuilder(text.Length);
        int end = 0;
        int lastEmpty = -1;
        for (Match match = _regex.Match(text); match.Success; match = match.NextMatch())
        {
            // An empty match right behind another match is none, as in Go.
            if (match.Length == 0 && match.Index == lastEmpty)
            {
                continue;
            }

            replaced.Append(text, end, match.Index - end);
            if (replaced.Length + replacement.Length + (groups * match.Length) > maxLength)
            {
                return null;
            }

            replaced.Append(ReplacementTemplate.Fill(replacement, match, _translation.GroupNames, _translation.GroupCount));
            end = match.Index + match.Length;
            lastEmpty = end;
        }

        return replaced.Length + text.Length - end > maxLength ? null : replaced.Append(text, end, text.Length - end).ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Expression;
}
