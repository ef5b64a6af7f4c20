using System.Globalization;
using System.Text;

namespace Vigia.Model.Labels;

/// <content>Escapes and character classes.</content>
internal sealed partial class Re2Translator
{
    private const string Digit = "0-9";
    private const string NotDigit = @"\u0000-/:-\uffff";
    private const string Space = @"\t\n\f\r ";
    private const string NotSpace = @"\u0000-\u0008\u000b\u000e-\u001f!-\uffff";
    private const string Word = "0-9A-Z_a-z";
    private const string NotWord = @"\u0000-/:-@\[-\^`\{-\uffff";

    private static readonly Dictionary<string, (string In, string Out)> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = ("0-9A-Za-z", @"\u0000-/:-@\[-`\{-\uffff"),
        ["alpha"] = ("A-Za-z", @"\u0000-@\[-`\{-\uffff"),
        ["ascii"] = (@"\u0000-\u007f", @"\u0080-\uffff"),
        ["blank"] = (@"\t ", @"\u0000-\u0008\u000a-\u001f!-\uffff"),
        ["cntrl"] = (@"\u0000-\u001f\u007f", @" -~\u0080-\uffff"),
        ["digit"] = (Digit, NotDigit),
        ["graph"] = ("!-~", @"\u0000- \u007f-\uffff"),
        ["lower"] = ("a-z", @"\u0000-`\{-\uffff"),
        ["print"] = (" -~", @"\u0000-\u001f\u007f-\uffff"),
        ["punct"] = (@"!-/:-@\[-`\{-~", @"\u0000- 0-9A-Za-z\u007f-\uffff"),
        ["space"] = (@"\t\n\u000b\f\r ", @"\u0000-\u0008\u000e-\u001f!-\uffff"),
        ["upper"] = ("A-Z", @"\u0000-@\[-\uffff"),
        ["word"] = (Word, NotWord),
        ["xdigit"] = ("0-9A-Fa-f", @"\u0000-/:-@G-`g-\uffff"),
    };

    // The main ranges of the scripts that label values are likely to hold.
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["Latin"] = @"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua787\uab30-\uab5a\uff21-\uff3a\uff41-\uff5a",
        ["Greek"] = @"\u0370-\u0373\u0375-\u0377\u037a-\u037d\u037f\u0384\u0386\u0388-\u03e1\u03f0-\u03ff\u1f00-\u1ffe",
        ["Cyrillic"] = @"\u0400-\u0484\u0487-\u052f\u1c80-\u1c88\u1d2b\u1d78\u2de0-\u2dff\ua640-\ua69f",
        ["Han"] = @"\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9",
        ["Hiragana"] = @"\u3041-\u3096\u309d-\u309f",
        ["Katakana"] = @"\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d",
        ["Arabic"] = @"\u0600-\u0604\u0606-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u063f\u0641-\u064a\u0656-\u066f\u0671-\u06dc\u06de-\u06ff\u0750-\u077f",
        ["Hebrew"] = @"\u0591-\u05c7\u05d0-\u05f4",
    };

    private void Escape()
    {
        int start = _at++;
        if (_at == _source.Length)
        {
            throw Error(start, "trailing backslash at end of expression");
        }

        _canRepeat = true;
        switch (_source[_at])
        {
            case 'A':
                _at++;
                _out.Append(@"\A");
                return;
            case 'z':
                _at++;
                _out.Append(@"\z");
                return;
            case 'b' or 'B':
                _out.Append('\\').Append(_source[_at++]);
                return;
            case 'Q':
                _at++;
                Quoted();
                return;
        }

        if (TakeSet(start, out string set, out bool isNegatedUnicode))
        {
            bool isNegated = isNegatedUnicode || char.IsAsciiLetterUpper(_source[start + 1]) && _source[start + 1] != 'P';
            _out.Append(isNegated ? $"(?:{Pair}|[{set}-[{Halves}]])" : $"[{set}]");
            return;
        }

        Append(TakeEscapedRune(start));
    }

    /// <summary>Text up to <c>\E</c> that stands for itself.</summary>
    private void Quoted()
    {
        while (_at < _source.Length && !Take(@"\E"))
        {
            Append(TakeRune());
        }
    }

    /// <summary>A class escape such as <c>\d</c> or <c>\pL</c> behind the backslash, as the inside of a bracket.</summary>
    private bool TakeSet(int start, out string set, out bool isNegatedUnicode)
    {
        isNegatedUnicode = false;
        set = _source[_at] switch
        {
            'd' => Digit,
            'D' => NotDigit,
            's' => Space,
            'S' => NotSpace,
            'w' => Word,
            'W' => NotWord,
            _ => "",
        };
        if (set.Length > 0)
        {
            _at++;
            return true;
        }

        if (_source[_at] is not ('p' or 'P'))
        {
            return false;
        }

        bool isNegated = _source[_at++] == 'P';
        string name;
        if (Take('{'))
        {
            int end = _source.IndexOf('}', _at);
            name = end < 0 ? "" : _source[_at..end];
            _at = Math.Max(end + 1, _at);
        }
        else
        {
            name = _at < _source.Length ? _source[_at++].ToString() : "";
        }

        if (name.StartsWith('^'))
        {
            isNegated = !isNegated;
            name = name[1..];
        }

        isNegatedUnicode = isNegated;
        bool isCategory = name is "C" or "Cc" or "Cf" or "Co" or "Cs" or "L" or "Ll" or "Lm" or "Lo" or "Lt" or "Lu" or "M" or "Mc" or "Me" or "Mn"
            or "N" or "Nd" or "Nl" or "No" or "P" or "Pc" or "Pd" or "Pe" or "Pf" or "Pi" or "Po" or "Ps" or "S" or "Sc" or "Sk" or "Sm" or "So"
            or "Z" or "Zl" or "Zp" or "Zs";
        if (isCategory)
        {
            set = (isNegated ? @"\P{" : @"\p{") + name + "}";
        }
        else if (Scripts.TryGetValue(name, out string? script) && !isNegated)
        {
            set = script;
        }
        else if (name == "Any" && !isNegated)
        {
            set = @"\u0000-\uffff";
        }
        else
        {
            throw Error(start, "invalid character class range");
        }

        return true;
    }

    private Rune TakeEscapedRune(int start)
    {
        char c = _source[_at];
        switch (c)
        {
            case 'a': _at++; return new Rune('\a');
            case 'f': _at++; return new Rune('\f');
            case 'n': _at++; return new Rune('\n');
            case 'r': _at++; return new Rune('\r');
            case 't': _at++; return new Rune('\t');
            case 'v': _at++; return new Rune('\v');
            case 'x': return TakeHex(start);
            case '0': return TakeOctal();
            case >= '1' and <= '7' when _at + 1 < _source.Length && _source[_at + 1] is >= '0' and <= '7': return TakeOctal();
            case < (char)0x80 when !char.IsAsciiLetterOrDigit(c): return TakeRune();
            default: throw Error(start, "invalid escape sequence");
        }
    }

    private Rune TakeOctal()
    {
        int value = 0;
        for (int digits = 0; digits < 3 && _at < _source.Length && _source[_at] is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + (_source[_at++] - '0');
        }

        return new Rune(value);
    }

    private Rune TakeHex(int start)
    {
        _at++;
        string digits;
        if (Take('{'))
        {
            int end = _source.IndexOf('}', _at);
            digits = end < 0 ? "" : _source[_at..end];
            _at = Math.Max(end + 1, _at);
        }
        else
        {
            digits = _source[_at..Math.Min(_at + 2, _source.Length)];
            _at += digits.Length;
            digits = digits.Length == 2 ? digits : "";
        }

        return digits.Length is > 0 and <= 8
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && Rune.IsValid(value)
            ? new Rune(value)
            : throw Error(start, "invalid escape sequence");
    }

    private void TranslateClass()
    {
        int start = _at++;
        bool isNegated = Take('^');
        var inside = new StringBuilder();
        var beyond = new List<Rune>();
        bool isFirst = true;
        while (true)
        {
            if (_at >= _source.Length)
            {
                throw Error(start, "missing closing ]");
            }

            if (_source[_at] == ']' && !isFirst)
            {
                _at++;
                break;
            }

            isFirst = false;
            if (!TakePosix(inside) && !TakeClassSet(inside))
            {
                TakeRange(inside, beyond);
            }
        }

        Write(start, isNegated, inside, beyond);
    }

    private void Write(int start, bool isNegated, StringBuilder inside, List<Rune> beyond)
    {
        if (isNegated)
        {
            if (beyond.Count > 0)
            {
                throw Error(start, "characters beyond U+FFFF in a negated class are not supported");
            }

            _out.Append("(?:").Append(Pair).Append("|[^").Append(inside).Append(Halves).Append("])");
            return;
        }

        if (beyond.Count == 0)
        {
            _out.Append('[').Append(inside).Append(']');
            return;
        }

        _out.Append("(?:");
        for (int i = 0; i < beyond.Count; i++)
        {
            _out.Append(i == 0 ? "" : "|");
            Append(beyond[i]);
        }

        if (inside.Length > 0)
        {
            _out.Append("|[").Append(inside).Append(']');
        }

        _out.Append(')');
    }

    private bool TakePosix(StringBuilder inside)
    {
        if (string.CompareOrdinal(_source, _at, "[:", 0, 2) != 0)
        {
            return false;
        }

        int end = _source.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        string name = _source[(_at + 2)..end];
        bool isNegated = name.StartsWith('^');
        if (!Posix.TryGetValue(isNegated ? name[1..] : name, out (string In, string Out) set))
        {
            throw Error(_at, "invalid character class range");
        }

        inside.Append(isNegated ? set.Out : set.In);
        _at = end + 2;
        return true;
    }

    private bool TakeClassSet(StringBuilder inside)
    {
        if (_source[_at] != '\\' || _at + 1 >= _source.Length)
        {
            return false;
        }

        int start = _at++;
        if (TakeSet(start, out string set, out _))
        {
            inside.Append(set);
            return true;
        }

        _at = start;
        return false;
    }

    private void TakeRange(StringBuilder inside, List<Rune> beyond)
    {
        int start = _at;
        Rune low = TakeClassRune();
        Rune high = low;
        if (_at + 1 < _source.Length && _source[_at] == '-' && _source[_at + 1] != ']')
        {
            _at++;
            high = TakeClassRune();
            if (high < low)
            {
                throw Error(start, "invalid character class range");
            }
        }

        if (low == high && !low.IsBmp)
        {
            beyond.Add(low);
            return;
        }

        if (!high.IsBmp)
        {
            throw Error(start, "ranges beyond U+FFFF are not supported");
        }

        AppendUnit(inside, (char)low.Value);
        if (high != low)
        {
            inside.Append('-');
            AppendUnit(inside, (char)high.Value);
        }
    }

    private Rune TakeClassRune()
    {
        if (_at < _source.Length && _source[_at] == '\\')
        {
            int start = _at++;
            return _at < _source.Length ? TakeEscapedRune(start) : throw Error(start, "trailing backslash at end of expression");
        }

        return _at < _source.Length ? TakeRune() : throw Error(_at, "missing closing ]");
    }
}
