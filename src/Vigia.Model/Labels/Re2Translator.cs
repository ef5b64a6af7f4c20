using System.Globalization;
using System.Text;

namespace Vigia.Model.Labels;

/// <summary>
/// Reads RE2's syntax and writes .NET's. Where the two mean different things by the same sign (<c>\d</c>, <c>$</c>, numbering of named groups,
/// characters beyond U+FFFF), what RE2 means is spelled out.
/// </summary>
/// <remarks>https://github.com/google/re2/wiki/Syntax, as Go's regexp/syntax takes it.</remarks>
internal sealed partial class Re2Translator
{
    private const int MaxRepeat = 1000;
    private const int MaxDepth = 1000;
    private const string Halves = @"\ud800-\udfff";
    private const string Pair = @"[\ud800-\udbff][\udc00-\udfff]";

    private readonly string _source;
    private readonly StringBuilder _out = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Stack<Flags> _outer = new();
    private Flags _flags = Flags.DotAll;
    private int _at;
    private int _groups;
    private bool _canRepeat;

    private Re2Translator(string source) => _source = source;

    [Flags]
    private enum Flags
    {
        None = 0,
        IgnoreCase = 1,
        MultiLine = 2,
        DotAll = 4,
        Ungreedy = 8,
    }

    public static Re2Translation Translate(string source, bool dotMatchesNewline = true)
    {
        var translator = new Re2Translator(source) { _flags = dotMatchesNewline ? Flags.DotAll : Flags.None };
        translator.Run();
        return new Re2Translation(translator._out.ToString(), translator._groups, translator._names);
    }

    private void Run()
    {
        while (_at < _source.Length)
        {
            char c = _source[_at];
            switch (c)
            {
                case '(':
                    Open();
                    break;
                case ')':
                    Close();
                    break;
                case '|':
                    _out.Append('|');
                    _at++;
                    _canRepeat = false;
                    break;
                case '*' or '+' or '?':
                    Repeat(_source[_at++].ToString(), _at - 1);
                    break;
                case '{':
                    Braces();
                    break;
                case '[':
                    TranslateClass();
                    _canRepeat = true;
                    break;
                case '.':
                    Dot();
                    break;
                case '^':
                    _out.Append('^');
                    _at++;
                    _canRepeat = true;
                    break;
                case '$':
                    // Without m it is the very end; .NET's own $ would also match before a last newline.
                    _out.Append(_flags.HasFlag(Flags.MultiLine) ? "(?:$)" : @"\z");
                    _at++;
                    _canRepeat = true;
                    break;
                case '\\':
                    Escape();
                    break;
                default:
                    Literal();
                    break;
            }
        }

        if (_outer.Count > 0)
        {
            throw Error(0, "missing closing )");
        }
    }

    private void Open()
    {
        if (_outer.Count >= MaxDepth)
        {
            throw Error(_at, "expression nests too deeply");
        }

        int start = _at++;
        _canRepeat = false;
        if (!Take('?'))
        {
            _outer.Push(_flags);
            _groups++;
            _out.Append('(');
            return;
        }

        if (Take("P<") || Take('<'))
        {
            int end = _source.IndexOf('>', _at);
            string name = end < 0 ? "" : _source[_at..end];
            if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                throw Error(start, "invalid named capture");
            }

            if (!_names.TryAdd(name, ++_groups))
            {
                throw Error(start, "duplicate capture group name");
            }

            _at = end + 1;
            _outer.Push(_flags);
            _out.Append('(');
            return;
        }

        Options(start);
    }

    /// <summary><c>(?flags)</c> for the rest of the group, <c>(?flags:…)</c> for a group of their own.</summary>
    private void Options(int start)
    {
        Flags changed = _flags;
        bool isOn = true;
        bool hasFlag = false;
        while (_at < _source.Length)
        {
            char c = _source[_at++];
            switch (c)
            {
                case '-' when isOn:
                    isOn = false;
                    hasFlag = false;
                    continue;
                case ':' or ')' when isOn || hasFlag:
                    if (c == ':')
                    {
                        _outer.Push(_flags);
                        _out.Append("(?").Append(Inline(changed)).Append(':');
                    }
                    else
                    {
                        // It ends with the group around it, as in RE2.
                        _out.Append("(?").Append(Inline(changed)).Append(')');
                    }

                    _flags = changed;
                    return;
            }

            Flags flag = c switch { 'i' => Flags.IgnoreCase, 'm' => Flags.MultiLine, 's' => Flags.DotAll, 'U' => Flags.Ungreedy, _ => Flags.None };
            if (flag == Flags.None)
            {
                break;
            }

            hasFlag = true;
            changed = isOn ? changed | flag : changed & ~flag;
        }

        throw Error(start, "invalid or unsupported Perl syntax");
    }

    private static string Inline(Flags flags)
    {
        var on = new StringBuilder();
        var off = new StringBuilder();
        (flags.HasFlag(Flags.IgnoreCase) ? on : off).Append('i');
        (flags.HasFlag(Flags.MultiLine) ? on : off).Append('m');
        (flags.HasFlag(Flags.DotAll) ? on : off).Append('s');
        return off.Length == 0 ? on.ToString() : $"{on}-{off}";
    }

    private void Close()
    {
        if (!_outer.TryPop(out Flags outer))
        {
            throw Error(_at, "unexpected )");
        }

        _flags = outer;
        _out.Append(')');
        _at++;
        _canRepeat = true;
    }

    private void Repeat(string quantifier, int start)
    {
        if (!_canRepeat)
        {
            throw Error(start, start > 0 && _source[start - 1] is '*' or '+' or '?' or '}'
                ? "invalid nested repetition operator" : $"missing argument to repetition operator: `{quantifier}`");
        }

        bool isLazy = Take('?') != _flags.HasFlag(Flags.Ungreedy);
        _out.Append(quantifier).Append(isLazy ? "?" : "");
        _canRepeat = false;
    }

    private void Braces()
    {
        int start = _at;
        int end = _source.IndexOf('}', start);
        string[] bounds = end < 0 ? [] : _source[(start + 1)..end].Split(',');
        if (bounds.Length is 0 or > 2 || bounds[0].Length == 0 || !bounds.All(static bound => bound.All(char.IsAsciiDigit)))
        {
            // Not a repetition: the brace stands for itself.
            Literal();
            return;
        }

        int least = Bound(bounds[0]);
        int most = bounds.Length == 1 ? least : bounds[1].Length == 0 ? MaxRepeat : Bound(bounds[1]);
        if (least > MaxRepeat || most > MaxRepeat || least > most)
        {
            throw Error(start, "invalid repeat count");
        }

        _at = end + 1;
        Repeat(_source[start.._at], start);
    }

    private static int Bound(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : int.MaxValue;

    private void Dot()
    {
        _at++;
        _canRepeat = true;

        // Over a run it makes no difference in how many units a character is held.
        bool isRun = _at < _source.Length && _source[_at] is '*' or '+';
        _out.Append(isRun ? "." : _flags.HasFlag(Flags.DotAll) ? $"(?:{Pair}|[^{Halves}])" : $@"(?:{Pair}|[^\n{Halves}])");
    }

    private void Literal()
    {
        Append(TakeRune());
        _canRepeat = true;
    }

    private void Append(Rune rune)
    {
        if (rune.IsBmp)
        {
            AppendUnit(_out, (char)rune.Value);
            return;
        }

        Span<char> units = stackalloc char[2];
        rune.EncodeToUtf16(units);
        _out.Append("(?:");
        AppendUnit(_out, units[0]);
        AppendUnit(_out, units[1]);
        _out.Append(')');
    }

    private static void AppendUnit(StringBuilder to, char unit)
    {
        if (char.IsAsciiLetterOrDigit(unit) || unit == '_')
        {
            to.Append(unit);
        }
        else
        {
            to.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }
    }

    private Rune TakeRune()
    {
        if (Rune.TryGetRuneAt(_source, _at, out Rune rune))
        {
            _at += rune.Utf16SequenceLength;
            return rune;
        }

        throw Error(_at, "invalid UTF-8");
    }

    private bool Take(char c)
    {
        if (_at < _source.Length && _source[_at] == c)
        {
            _at++;
            return true;
        }

        return false;
    }

    private bool Take(string text)
    {
        if (string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0)
        {
            _at += text.Length;
            return true;
        }

        return false;
    }

    private LabelPatternException Error(int offset, string reason) => new(_source, offset, reason);
}
