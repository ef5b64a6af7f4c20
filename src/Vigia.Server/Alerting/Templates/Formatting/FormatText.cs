using System.Globalization;
using System.Text;

namespace Vigia.Server.Alerting.Templates.Formatting;

/// <summary>Fills a format with values, as <c>fmt.Sprintf</c>; what does not fit is told in the text, as Go does.</summary>
internal sealed class FormatText
{
    // Go refuses larger widths and precisions as well.
    private const int MaxNumber = 1_000_000;

    private readonly string _format;
    private readonly IReadOnlyList<object?> _values;
    private readonly int _maxLength;
    private readonly StringBuilder _text = new();
    private int _at;
    private int _next;
    private bool _isReordered;
    private bool _isGoodIndex;

    private FormatText(string format, IReadOnlyList<object?> values, int maxLength) => (_format, _values, _maxLength) = (format, values, maxLength);

    /// <summary>Fills a format; null where the text would be longer than allowed.</summary>
    public static string? Fill(string format, IReadOnlyList<object?> values, int maxLength)
    {
        var filling = new FormatText(format, values, maxLength);
        return filling.Run() ? filling._text.ToString() : null;
    }

    private bool Run()
    {
        while (_at < _format.Length)
        {
            int percent = _format.IndexOf('%', _at);
            int end = percent < 0 ? _format.Length : percent;
            _text.Append(_format, _at, end - _at);
            _at = end;
            if (percent < 0)
            {
                break;
            }

            _at++;
            if (!Verb() || _text.Length > _maxLength)
            {
                return false;
            }
        }

        if (!_isReordered && _next < _values.Count)
        {
            _text.Append("%!(EXTRA ");
            for (int i = _next; i < _values.Count; i++)
            {
                _text.Append(i > _next ? ", " : "");
                _text.Append(Values.GoType.Name(_values[i]));
                if (_values[i] is not null)
                {
                    _text.Append('=');
                    GoFormat.Append(_text, _values[i], FormatSpec.Value);
                }
            }

            _text.Append(')');
        }

        return _text.Length <= _maxLength;
    }

    private bool Verb()
    {
        FormatSpec spec = Flags();
        _isGoodIndex = true;
        ArgumentIndex();
        int? width = Number(out bool isBadWidth);
        if (isBadWidth)
        {
            _text.Append("%!(BADWIDTH)");
        }

        if (width < 0)
        {
            spec = spec with { HasMinus = true, HasZero = false };
            width = -width;
        }

        int? precision = null;
        if (_at < _format.Length && _format[_at] == '.')
        {
            _at++;
            ArgumentIndex();
            precision = Number(out bool isBadPrecision);
            if (isBadPrecision || precision < 0)
            {
                precision = null;
                _text.Append("%!(BADPREC)");
            }
            else
            {
                precision ??= 0;
            }
        }

        ArgumentIndex();
        if (_at >= _format.Length)
        {
            _text.Append("%!(NOVERB)");
            return true;
        }

        if (width > _maxLength || precision > _maxLength)
        {
            return false;
        }

        Rune.DecodeFromUtf16(_format.AsSpan(_at), out Rune verb, out int length);
        _at += length;
        if (verb.Value == '%')
        {
            _text.Append('%');
        }
        else if (!_isGoodIndex)
        {
            _text.Append("%!").Append(verb).Append("(BADINDEX)");
        }
        else if (_next >= _values.Count)
        {
            _text.Append("%!").Append(verb).Append("(MISSING)");
        }
        else if (verb.IsBmp)
        {
            GoFormat.Append(_text, _values[_next++], spec with { Verb = (char)verb.Value, Width = width, Precision = precision });
        }
        else
        {
            GoFormat.AppendMisfit(_text, _values[_next++], '\ufffd');
        }

        return true;
    }

    private FormatSpec Flags()
    {
        FormatSpec spec = FormatSpec.Value;
        for (; _at < _format.Length; _at++)
        {
            switch (_format[_at])
            {
                case '#': spec = spec with { HasSharp = true }; break;
                case '0': spec = spec with { HasZero = true }; break;
                case '+': spec = spec with { HasPlus = true }; break;
                case '-': spec = spec with { HasMinus = true }; break;
                case ' ': spec = spec with { HasSpace = true }; break;
                default: return spec.HasMinus ? spec with { HasZero = false } : spec;
            }
        }

        return spec;
    }

    /// <summary>A number that stands in the format, or the next value for a star.</summary>
    private int? Number(out bool isBad)
    {
        isBad = false;
        if (_at < _format.Length && _format[_at] == '*')
        {
            _at++;
            object? value = _next < _values.Count ? _values[_next] : null;
            _next++;
            if (value is long and >= -MaxNumber and <= MaxNumber)
            {
                return (int)(long)value;
            }

            isBad = true;
            return null;
        }

        int start = _at;
        while (_at < _format.Length && char.IsAsciiDigit(_format[_at]))
        {
            _at++;
        }

        if (start == _at)
        {
            return null;
        }

        return int.TryParse(_format.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int written) ? written : int.MaxValue;
    }

    /// <summary><c>[n]</c> names the value that comes next.</summary>
    private void ArgumentIndex()
    {
        if (_at >= _format.Length || _format[_at] != '[')
        {
            return;
        }

        _isReordered = true;
        int end = _format.IndexOf(']', _at);
        bool isNumber = int.TryParse(end < 0 ? "" : _format.AsSpan(_at + 1, end - _at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        _at = end < 0 ? _at + 1 : end + 1;
        if (isNumber && index >= 1 && index <= _values.Count)
        {
            _next = index - 1;
        }
        else
        {
            _isGoodIndex = false;
        }
    }
}
