using System.Globalization;
using System.Text;

namespace Vigia.Server.Alerting.Templates.Formatting;

/// <summary>Floats as text, digit by digit as Go's <c>strconv.FormatFloat</c> writes them.</summary>
internal static class GoFloat
{
    // The exact decimal expansion of a double has at most so many digits.
    private const int MaxDigits = 767;
    private const int MaxPrecision = 1100;

    /// <summary>Formats a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">One of <c>e E f F g G</c>.</param>
    /// <param name="precision">Digits behind the point (<c>e f</c>) or in all (<c>g</c>); -1 for as few as read back as the same number.</param>
    public static string Format(double value, char format, int precision)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        precision = Math.Min(precision, MaxPrecision);
        char lower = char.ToLowerInvariant(format);
        bool isShortest = precision < 0;
        Decimal digits = isShortest ? Shortest(value) : Exact(value);
        if (!isShortest)
        {
            if (lower == 'g' && precision == 0)
            {
                precision = 1;
            }

            digits = digits.RoundTo(lower switch { 'e' => precision + 1, 'f' => digits.Point + precision, _ => precision });
        }

        var text = new StringBuilder();
        if (double.IsNegative(value))
        {
            text.Append('-');
        }

        switch (lower)
        {
            case 'e':
                AppendExponent(text, digits, isShortest ? Math.Max(digits.Text.Length - 1, 0) : precision, format);
                break;
            case 'f':
                AppendPlain(text, digits, isShortest ? Math.Max(digits.Text.Length - digits.Point, 0) : precision);
                break;
            default:
                AppendGeneral(text, digits, isShortest, precision, format);
                break;
        }

        return text.ToString();
    }

    private static void AppendGeneral(StringBuilder text, Decimal digits, bool isShortest, int precision, char format)
    {
        int threshold = precision;
        if (threshold > digits.Text.Length && digits.Text.Length >= digits.Point)
        {
            threshold = digits.Text.Length;
        }

        if (isShortest)
        {
            // As few digits as needed are asked for: Go decides as if they were 6, so that 1234567 is 1.234567e+06.
            threshold = 6;
        }

        int exponent = digits.Point - 1;
        if (exponent < -4 || exponent >= threshold)
        {
            AppendExponent(text, digits, Math.Max(digits.Text.Length - 1, 0), format == 'G' ? 'E' : 'e');
            return;
        }

        AppendPlain(text, digits, Math.Max(digits.Text.Length - digits.Point, 0));
    }

    private static void AppendExponent(StringBuilder text, Decimal digits, int precision, char mark)
    {
        text.Append(digits.Digit(0));
        if (precision > 0)
        {
            text.Append('.');
            for (int i = 1; i <= precision; i++)
            {
                text.Append(digits.Digit(i));
            }
        }

        int exponent = digits.Text.Length == 0 ? 0 : digits.Point - 1;
        text.Append(mark).Append(exponent < 0 ? '-' : '+');
        text.Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture));
    }

    private static void AppendPlain(StringBuilder text, Decimal digits, int precision)
    {
        if (digits.Point > 0)
        {
            for (int i = 0; i < digits.Point; i++)
            {
                text.Append(digits.Digit(i));
            }
        }
        else
        {
            text.Append('0');
        }

        if (precision > 0)
        {
            text.Append('.');
            for (int i = 0; i < precision; i++)
            {
                text.Append(digits.Digit(digits.Point + i));
            }
        }
    }

    private static Decimal Shortest(double value)
    {
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        if (shortest.Contains('E', StringComparison.Ordinal))
        {
            return Parse(shortest);
        }

        int point = shortest.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? shortest : shortest.Remove(point, 1);
        string trimmed = digits.TrimStart('0');
        string kept = trimmed.TrimEnd('0');
        return kept.Length == 0 ? new Decimal("", 0) : new Decimal(kept, (point < 0 ? shortest.Length : point) - (digits.Length - trimmed.Length));
    }

    private static Decimal Exact(double value) => Parse(Math.Abs(value).ToString("E" + (MaxDigits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private static Decimal Parse(string scientific)
    {
        int mark = scientific.IndexOf('E', StringComparison.Ordinal);
        string digits = scientific[..mark].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        int exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return digits.Length == 0 ? new Decimal("", 0) : new Decimal(digits, exponent + 1);
    }

    /// <summary>Digits without trailing zeros and where the point stands: 0.d₀d₁… × 10^Point.</summary>
    private readonly record struct Decimal(string Text, int Point)
    {
        public char Digit(int index) => index >= 0 && index < Text.Length ? Text[index] : '0';

        /// <summary>Rounds to so many digits, halves to even.</summary>
        public Decimal RoundTo(int count)
        {
            if (count >= Text.Length)
            {
                return this;
            }

            if (count < 0)
            {
                return new Decimal("", 0);
            }

            bool isHalf = Text[count] == '5' && count + 1 == Text.Length;
            bool isUp = isHalf ? count > 0 && (Text[count - 1] - '0') % 2 == 1 : Text[count] >= '5';
            if (!isUp)
            {
                string kept = Text[..count].TrimEnd('0');
                return kept.Length == 0 ? new Decimal("", 0) : new Decimal(kept, Point);
            }

            char[] digits = Text[..count].ToCharArray();
            for (int i = count - 1; i >= 0; i--)
            {
                if (digits[i] < '9')
                {
                    digits[i]++;
                    return new Decimal(new string(digits, 0, i + 1), Point);
                }
            }

            return new Decimal("1", Point + 1);
        }
    }
}
