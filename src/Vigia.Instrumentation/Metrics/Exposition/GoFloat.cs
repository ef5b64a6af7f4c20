using System.Globalization;

namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>
/// Writes floats as Python's <c>prometheus_client</c> does (<c>floatToGoString</c>): the shortest digits that read
/// back as the same value, laid out like Python's <c>repr</c>, but positive numbers with more than six digits before
/// the point in scientific notation, whose exponent always begins with a zero (<c>1e+06</c>, <c>1.5e+010</c>).
/// </summary>
internal static class GoFloat
{
    /// <summary>The most bytes that one value takes.</summary>
    public const int MaxLength = 32;

    private const int MaxDigits = 17;

    /// <summary>Writes <paramref name="value"/> and returns the number of bytes.</summary>
    public static int Write(double value, Span<byte> to)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            name.CopyTo(to);
            return name.Length;
        }

        if (Math.Abs(value) < 1_000_000 && value == (int)value && !(value == 0 && double.IsNegative(value)))
        {
            ((int)value).TryFormat(to, out int written, default, CultureInfo.InvariantCulture);
            ".0"u8.CopyTo(to[written..]);
            return written + 2;
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        int count = Decompose(value, digits, out int point);
        int length = 0;
        if (double.IsNegative(value))
        {
            to[length++] = (byte)'-';
        }

        digits = digits[..count];
        return point is > -4 and <= 16 && !(value > 0 && point > 6)
            ? length + Fixed(digits, point, to[length..])
            : length + Scientific(digits, point - 1, to[length..], padded: point is > 6 and <= 16);
    }

    /// <summary>The significant digits, and where the point lies: the value is 0.digits × 10^point.</summary>
    private static int Decompose(double value, Span<byte> digits, out int point)
    {
        Span<byte> text = stackalloc byte[MaxLength];

        // The default format is the shortest that round-trips; its layout (123.45, 1E-05) is taken apart here.
        Math.Abs(value).TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
        text = text[..length];
        int exponent = 0;
        int e = text.IndexOf((byte)'E');
        if (e >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        int dot = text.IndexOf((byte)'.');
        point = (dot < 0 ? text.Length : dot) + exponent;
        int count = 0;
        foreach (byte c in text)
        {
            if (c == '.')
            {
                continue;
            }

            if (c == '0' && count == 0)
            {
                // A zero before the first digit moves the point instead.
                point--;
                continue;
            }

            digits[count++] = c;
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[count++] = (byte)'0';
            point = 1;
        }

        return count;
    }

    private static int Fixed(ReadOnlySpan<byte> digits, int point, Span<byte> to)
    {
        int length = 0;
        if (point <= 0)
        {
            "0."u8.CopyTo(to);
            to.Slice(2, -point).Fill((byte)'0');
            length = 2 - point;
            digits.CopyTo(to[length..]);
            return length + digits.Length;
        }

        int whole = Math.Min(point, digits.Length);
        digits[..whole].CopyTo(to);
        to[whole..point].Fill((byte)'0');
        length = point;
        to[length++] = (byte)'.';
        ReadOnlySpan<byte> fraction = digits.Length > point ? digits[point..] : "0"u8;
        fraction.CopyTo(to[length..]);
        return length + fraction.Length;
    }

    private static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> to, bool padded)
    {
        int length = 0;
        to[length++] = digits[0];
        if (digits.Length > 1)
        {
            to[length++] = (byte)'.';
            digits[1..].CopyTo(to[length..]);
            length += digits.Length - 1;
        }

        to[length++] = (byte)'e';
        to[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int magnitude = Math.Abs(exponent);
        if (padded || magnitude < 10)
        {
            to[length++] = (byte)'0';
        }

        magnitude.TryFormat(to[length..], out int written, default, CultureInfo.InvariantCulture);
        return length + written;
    }
}
