using System.Buffers.Text;
using System.Text;

namespace Vigia.Model.Metrics;

/// <summary>Sample values as text, digit by digit what Go's strconv prints: the shortest digits that read back as the same number.</summary>
public static class SampleText
{
    /// <summary>Room that is enough for <see cref="WritePlain"/>: 309 digits before the point, or 0.000… with 17 digits behind 323 zeros.</summary>
    public const int MaxPlainLength = 352;

    /// <summary>Room that is enough for <see cref="WriteJson"/>.</summary>
    public const int MaxJsonLength = 32;

    private const double LeastPlain = 1e-6;
    private const double LeastScientific = 1e21;

    /// <summary>As PromQL makes labels of values: never with an exponent (Go's format <c>'f'</c>, -1); <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>.</summary>
    public static string Format(double value)
    {
        Span<byte> text = stackalloc byte[MaxPlainLength];
        return Encoding.ASCII.GetString(text[..WritePlain(value, text)]);
    }

    /// <summary>As <see cref="Format"/>, into at least <see cref="MaxPlainLength"/> bytes.</summary>
    /// <returns>Bytes written.</returns>
    public static int WritePlain(double value, Span<byte> destination)
    {
        if (WriteSpecial(value, destination, out int written))
        {
            return written;
        }

        Span<byte> digits = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, digits, out int length, new System.Buffers.StandardFormat('R'));
        ReadOnlySpan<byte> text = digits[..length];
        int exponentAt = text.IndexOf((byte)'E');
        if (exponentAt < 0)
        {
            text.CopyTo(destination);
            return length;
        }

        return Expand(text[..exponentAt], ReadExponent(text[(exponentAt + 1)..]), destination);
    }

    /// <summary>
    /// As Prometheus' HTTP API writes values, without the quotes: like <see cref="Format"/>, but with an exponent below 1e-6 and from 1e21 on.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="destination">At least <see cref="MaxJsonLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteJson(double value, Span<byte> destination)
    {
        if (WriteSpecial(value, destination, out int written))
        {
            return written;
        }

        // Most samples are whole numbers, for which the shortest digits need no search.
        if (Math.Abs(value) < 1e15 && value == Math.Truncate(value) && (value != 0 || !double.IsNegative(value)))
        {
            Utf8Formatter.TryFormat((long)value, destination, out written);
            return written;
        }

        double magnitude = Math.Abs(value);
        if (magnitude != 0 && (magnitude < LeastPlain || magnitude >= LeastScientific))
        {
            return WriteScientific(value, destination);
        }

        Span<byte> digits = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, digits, out int length, new System.Buffers.StandardFormat('R'));
        ReadOnlySpan<byte> text = digits[..length];
        int exponentAt = text.IndexOf((byte)'E');
        if (exponentAt < 0)
        {
            text.CopyTo(destination);
            return length;
        }

        return Expand(text[..exponentAt], ReadExponent(text[(exponentAt + 1)..]), destination);
    }

    private static bool WriteSpecial(double value, Span<byte> destination, out int written)
    {
        ReadOnlySpan<byte> special = double.IsNaN(value) ? "NaN"u8
            : double.IsPositiveInfinity(value) ? "+Inf"u8
            : double.IsNegativeInfinity(value) ? "-Inf"u8
            : default;
        special.CopyTo(destination);
        written = special.Length;
        return written > 0;
    }

    /// <summary>Go's <c>'e'</c>: one digit, the others behind a point, a sign and at least two digits of exponent.</summary>
    private static int WriteScientific(double value, Span<byte> destination)
    {
        // "R" turns to an exponent on both sides of these bounds: 1E-07, 1E+21.
        Span<byte> digits = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, digits, out int length, new System.Buffers.StandardFormat('R'));
        ReadOnlySpan<byte> text = digits[..length];
        int exponentAt = text.IndexOf((byte)'E');
        int exponent = ReadExponent(text[(exponentAt + 1)..]);
        text[..exponentAt].CopyTo(destination);
        int at = exponentAt;
        destination[at++] = (byte)'e';
        destination[at++] = exponent < 0 ? (byte)'-' : (byte)'+';
        exponent = Math.Abs(exponent);
        if (exponent < 10)
        {
            destination[at++] = (byte)'0';
        }

        Utf8Formatter.TryFormat(exponent, destination[at..], out int more);
        return at + more;
    }

    private static int ReadExponent(ReadOnlySpan<byte> text)
    {
        int exponent = 0;
        foreach (byte digit in text)
        {
            if (digit is >= (byte)'0' and <= (byte)'9')
            {
                exponent = (exponent * 10) + digit - '0';
            }
        }

        return text[0] == '-' ? -exponent : exponent;
    }

    /// <summary>Writes mantissa × 10^exponent without an exponent.</summary>
    private static int Expand(ReadOnlySpan<byte> mantissa, int exponent, Span<byte> destination)
    {
        int at = 0;
        if (mantissa[0] == '-')
        {
            destination[at++] = (byte)'-';
            mantissa = mantissa[1..];
        }

        if (exponent < 0)
        {
            "0."u8.CopyTo(destination[at..]);
            at += 2;
            destination.Slice(at, -exponent - 1).Fill((byte)'0');
            at += -exponent - 1;
            foreach (byte digit in mantissa)
            {
                if (digit != '.')
                {
                    destination[at++] = digit;
                }
            }

            return at;
        }

        int written = 0;
        foreach (byte digit in mantissa)
        {
            if (digit == '.')
            {
                continue;
            }

            if (written == exponent + 1)
            {
                destination[at++] = (byte)'.';
            }

            destination[at++] = digit;
            written++;
        }

        int zeros = Math.Max(0, exponent + 1 - written);
        destination.Slice(at, zeros).Fill((byte)'0');
        return at + zeros;
    }
}
