using System.Buffers;
using System.Collections.Frozen;

namespace Vigia.Model.Labels;

/// <summary>
/// What can be said of an expression without its automaton: a list of words, or one word with <c>.*</c> or <c>.+</c> before it, behind it or
/// both. Anything else has at most a known prefix.
/// </summary>
internal sealed class LabelPatternShape
{
    private const string Meta = @"\.+*?()|[]{}^$";
    private static readonly SearchValues<char> MetaValues = SearchValues.Create(Meta);

    private readonly FrozenSet<string>? _words;
    private readonly string _word = "";
    private readonly int _atLeastBefore = -1;
    private readonly int _atLeastBehind = -1;

    private LabelPatternShape(string prefix) => Prefix = prefix;

    private LabelPatternShape(string[] words)
    {
        _words = words.ToFrozenSet(StringComparer.Ordinal);
        Literals = _words.Items;
        Prefix = words.Length == 1 ? words[0] : "";
        IsDecided = true;
    }

    private LabelPatternShape(int before, string word, int behind)
    {
        (_atLeastBefore, _word, _atLeastBehind) = (before, word, behind);
        Prefix = before < 0 ? word : "";
        IsDecided = true;
    }

    /// <summary>Whether <see cref="IsMatch"/> answers.</summary>
    public bool IsDecided { get; }

    public IReadOnlyList<string>? Literals { get; }

    public string Prefix { get; }

    public static LabelPatternShape Of(string expression)
    {
        if (expression.AsSpan().IndexOfAny(MetaValues) < 0)
        {
            return new LabelPatternShape([expression]);
        }

        string[] words = expression.Split('|');
        if (Array.TrueForAll(words, IsPlain))
        {
            return new LabelPatternShape(Array.ConvertAll(words, Unescape));
        }

        ReadOnlySpan<char> rest = expression;
        int before = Any(rest, atStart: true);
        rest = before >= 0 ? rest[2..] : rest;
        int behind = Any(rest, atStart: false);
        rest = behind >= 0 ? rest[..^2] : rest;
        string word = rest.ToString();
        return IsPlain(word) && (before >= 0 || behind >= 0)
            ? new LabelPatternShape(before, Unescape(word), behind)
            : new LabelPatternShape(PlainPrefix(expression));
    }

    public bool IsMatch(string value)
    {
        if (_words is not null)
        {
            return _words.Contains(value);
        }

        ReadOnlySpan<char> text = value;
        if (_atLeastBefore < 0)
        {
            return text.StartsWith(_word, StringComparison.Ordinal) && text.Length - _word.Length >= _atLeastBehind;
        }

        if (_atLeastBehind < 0)
        {
            return text.EndsWith(_word, StringComparison.Ordinal) && text.Length - _word.Length >= _atLeastBefore;
        }

        if (text.Length < _atLeastBefore + _word.Length + _atLeastBehind)
        {
            return false;
        }

        return text[_atLeastBefore..(text.Length - _atLeastBehind)].IndexOf(_word, StringComparison.Ordinal) >= 0;
    }

    /// <summary>0 for <c>.*</c>, 1 for <c>.+</c>, -1 for neither.</summary>
    private static int Any(ReadOnlySpan<char> text, bool atStart)
    {
        if (text.Length < 2)
        {
            return -1;
        }

        ReadOnlySpan<char> two = atStart ? text[..2] : text[^2..];
        bool isEscaped = !atStart && text.Length > 2 && text[^3] == '\\';
        return isEscaped ? -1 : two switch { ".*" => 0, ".+" => 1, _ => -1 };
    }

    /// <summary>Whether a piece is text without operators; a backslash before an operator is taken for the operator's sign.</summary>
    private static bool IsPlain(string piece)
    {
        for (int i = 0; i < piece.Length; i++)
        {
            if (piece[i] == '\\')
            {
                i++;
                if (i == piece.Length || !Meta.Contains(piece[i], StringComparison.Ordinal))
                {
                    return false;
                }
            }
            else if (Meta.Contains(piece[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static string Unescape(string piece) => piece.Replace(@"\\", "\0", StringComparison.Ordinal).Replace(@"\", "", StringComparison.Ordinal).Replace('\0', '\\');

    private static string PlainPrefix(string expression)
    {
        // An alternative or an option anywhere may change what the first letters mean.
        if (expression.Contains('|', StringComparison.Ordinal) || expression.Contains("(?", StringComparison.Ordinal))
        {
            return "";
        }

        int length = expression.AsSpan().IndexOfAny(MetaValues);
        if (length > 0 && length < expression.Length && expression[length] is '*' or '?' or '{' or '+')
        {
            length--;
        }

        return expression[..Math.Max(length, 0)];
    }
}
