using System.Globalization;

namespace Vigia.PromQL.Scripts;

/// <summary>Goes through a list of values. Not thread-safe.</summary>
internal sealed class ValueScanner(string text)
{
    private int _position;

    public char Current => _position < text.Length ? text[_position] : '\0';

    public string Rest => text[_position..];

    /// <summary>False at the end.</summary>
    public bool SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        return _position < text.Length;
    }

    public bool TryTake(string expected)
    {
        if (!text.AsSpan(_position).StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        _position += expected.Length;
        return true;
    }

    public void ExpectEndOfValue()
    {
        if (_position < text.Length && !char.IsWhiteSpace(text[_position]))
        {
            throw new ScriptException($"unexpected text behind a value: {Rest}");
        }
    }

    public int TakeCount()
    {
        int start = _position;
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }

        return int.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count < SeriesNotation.MaxValues
            ? count : throw new ScriptException($"expected a count: {text[start..]}");
    }

    /// <summary>A number with an optional sign, which ends before another sign.</summary>
    public double TakeNumber()
    {
        int start = _position;
        if (Current is '+' or '-')
        {
            _position++;
        }

        if (char.IsAsciiLetter(Current) && Current is not 'x')
        {
            while (char.IsAsciiLetter(Current) && Current is not 'x')
            {
                _position++;
            }
        }
        else if (Current == '0' && _position + 1 < text.Length && text[_position + 1] is 'x' or 'X' && _position + 2 < text.Length && IsHexNumber())
        {
            return TakeHex(start);
        }
        else
        {
            while (char.IsAsciiDigit(Current) || Current == '.')
            {
                _position++;
            }

            if (Current is 'e' or 'E')
            {
                _position++;
                if (Current is '+' or '-')
                {
                    _position++;
                }

                while (char.IsAsciiDigit(Current))
                {
                    _position++;
                }
            }
        }

        return TryParse(text.AsSpan(start, _position - start), out double value)
            ? value : throw new ScriptException($"expected a number: {text[start..]}");
    }

    /// <summary>Text up to a character, which is taken too.</summary>
    public string TakeUntil(char end)
    {
        int at = text.IndexOf(end, _position);
        if (at < 0)
        {
            throw new ScriptException($"expected {end}: {Rest}");
        }

        string taken = text[_position..at];
        _position = at + 1;
        return taken;
    }

    /// <summary>Letters, digits and underscores.</summary>
    public string TakeWord()
    {
        int start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
        {
            _position++;
        }

        return text[start.._position];
    }

    /// <summary>A number as Go writes and reads them.</summary>
    public static bool TryParse(ReadOnlySpan<char> number, out double value)
    {
        ReadOnlySpan<char> unsigned = number.TrimStart("+-");
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = number[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return number.Length - unsigned.Length <= 1;
        }

        if (unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        value = 0;
        return unsigned.Length > 0 && (char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.')
            && double.TryParse(number, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value);
    }

    /// <summary><c>0x10</c> is zero ten times more, not sixteen, unless letters make it a hexadecimal number.</summary>
    private bool IsHexNumber()
    {
        int at = _position + 2;
        bool hasLetter = false;
        while (at < text.Length && char.IsAsciiHexDigit(text[at]))
        {
            hasLetter |= char.IsAsciiLetter(text[at++]);
        }

        return hasLetter;
    }

    private double TakeHex(int start)
    {
        _position += 2;
        int digits = _position;
        while (char.IsAsciiHexDigit(Current))
        {
            _position++;
        }

        return ulong.TryParse(text.AsSpan(digits, _position - digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? text[start] == '-' ? -(double)value : value
            : throw new ScriptException($"expected a number: {text[start..]}");
    }
}
