using System.Globalization;
using System.Text;

namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>Literals as Go's grammar has them.</summary>
internal static class GoLiteral
{
    /// <summary>A whole number as <see cref="long"/>, one with a point or an exponent as <see cref="double"/>.</summary>
    public static bool TryNumber(string text, out object value)
    {
        value = 0L;
        string digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || digits.Length == 0 || !char.IsAsciiLetterOrDigit(digits[^1]) || digits.Contains("__", StringComparison.Ordinal))
        {
            return false;
        }

        bool isNegative = text[0] == '-';
        digits = digits.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 1 && digits[0] == '0' && char.IsAsciiLetter(digits[1]))
        {
            int radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
            if (radix == 0)
            {
                return TryFloat(text, digits, out value);
            }

            return TryWhole(digits.AsSpan(2), radix, isNegative, out value);
        }

        if (digits.Any(static c => c is '.' or 'e' or 'E'))
        {
            return TryFloat(text, digits, out value);
        }

        int start = digits.Length > 1 && digits[0] == '0' ? 1 : 0;
        return TryWhole(digits.AsSpan(start), start == 1 ? 8 : 10, isNegative, out value);
    }

    /// <summary>A text in double quotes or backquotes.</summary>
    public static bool TryText(string quoted, out string value)
    {
        value = "";
        if (quoted[0] == '`')
        {
            value = quoted[1..^1].Replace("\r", "", StringComparison.Ordinal);
            return true;
        }

        var text = new StringBuilder(quoted.Length);
        int at = 1;
        while (at < quoted.Length - 1)
        {
            if (!TryCharacter(quoted, ref at, '"', text))
            {
                return false;
            }
        }

        value = text.ToString();
        return true;
    }

    /// <summary>A character in single quotes, as its code point.</summary>
    public static bool TryCharacter(string quoted, out long value)
    {
        var text = new StringBuilder(2);
        int at = 1;
        value = 0;
        if (quoted.Length < 3 || !TryCharacter(quoted, ref at, '\'', text) || at != quoted.Length - 1)
        {
            return false;
        }

        if (!Rune.TryGetRuneAt(text.ToString(), 0, out Rune rune) || rune.Utf16SequenceLength != text.Length)
        {
            return false;
        }

        value = rune.Value;
        return true;
    }

    private static bool TryFloat(string text, string digits, out object value)
    {
        value = 0.0;
        if (digits.Any(static c => !(char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' or '+' or '-')))
        {
            return false;
        }

        bool isNumber = double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        value = number;
        return isNumber && double.IsFinite(number);
    }

    private static bool TryWhole(ReadOnlySpan<char> digits, int radix, bool isNegative, out object value)
    {
        value = 0L;
        Int128 total = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            total = (total * radix) + digit;
            if (digit >= radix || total > (Int128)long.MaxValue + 1)
            {
                return false;
            }
        }

        total = isNegative ? -total : total;
        value = total <= long.MaxValue ? (long)total : 0L;
        return digits.Length > 0 && total <= long.MaxValue;
    }

    /// <summary>Reads one character or escape at <paramref name="at"/>.</summary>
    private static bool TryCharacter(string quoted, ref int at, char quote, StringBuilder text)
    {
        if (quoted[at] != '\\')
        {
            text.Append(quoted[at++]);
            if (char.IsHighSurrogate(quoted[at - 1]) && at < quoted.Length - 1)
            {
                text.Append(quoted[at++]);
            }

            return true;
        }

        char c = quoted[at + 1];
        at += 2;
        int plain = c switch
        {
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            '\\' => '\\',
            _ => c == quote ? c : -1,
        };
        if (plain >= 0)
        {
            text.Append((char)plain);
            return true;
        }

        (int length, int radix) = c switch { 'x' => (2, 16), 'u' => (4, 16), 'U' => (8, 16), >= '0' and <= '7' => (3, 8), _ => (0, 0) };
        at -= radix == 8 ? 1 : 0;
        if (length == 0 || at + length > quoted.Length - 1)
        {
            return false;
        }

        long code = 0;
        for (int i = 0; i < length; i++)
        {
            int digit = char.IsAsciiHexDigit(quoted[at + i]) ? Convert.ToInt32(quoted[at + i].ToString(), 16) : 99;
            if (digit >= radix)
            {
                return false;
            }

            code = (code * radix) + digit;
        }

        at += length;
        if (code > 0x10ffff || !Rune.IsValid((int)code) || (radix == 8 && code > 255))
        {
            return false;
        }

        text.Append(new Rune((int)code).ToString());
        return true;
    }
}
