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

    // Every decimal of at most 15 digits is the only one of as many digits that reads as its number.
    private const double MaxExact = 1e15;

    private static ReadOnlySpan<ulong> Units => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

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
        // Most samples are whole numbers or have few decimals, for which the shortest digits need no search.
        double magnitude = Math.Abs(value);
        if (magnitude < MaxExact)
        {
            if (value == Math.Truncate(value) && (value != 0 || !double.IsNegative(value)))
            {
                Utf8Formatter.TryFormat((long)value, destination, out int digitCount);
                return digitCount;
            }

            if (magnitude >= LeastPlain && TryWriteDecimal(value, magnitude, destination, out int decimalLength))
            {
                return decimalLength;
            }
        }

        if (WriteSpecial(value, destination, out int written))
        {
            return written;
        }

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

    /// <summary>
    /// Writes a number that is an integer of at most 15 digits divided by a power of ten: those digits are its shortest, less the zeros at the end.
    /// </summary>
    private static bool TryWriteDecimal(double value, double magnitude, Span<byte> destination, out int written)
    {
        (double power, int decimals) = magnitude < 1e9 ? (1e6, 6) : magnitude < 1e13 ? (1e2, 2) : (1e1, 1);
        double scaled = Math.Round(magnitude * power);
        if (scaled / power != magnitude || scaled >= MaxExact)
        {
            written = 0;
            return false;
        }

        ulong digits = (ulong)scaled;
        for (ulong tenth = digits / 10; tenth * 10 == digits && decimals > 0; tenth = digits / 10)
        {
            (digits, decimals) = (tenth, decimals - 1);
        }

        int at = 0;
        if (value < 0)
        {
            destination[at++] = (byte)'-';
        }

        ulong unit = Units[decimals];
        ulong whole = digits / unit;
        Utf8Formatter.TryFormat(whole, destination[at..], out int length);
        at += length;
        destination[at++] = (byte)'.';
        ulong rest = digits - (whole * unit);
        for (int i = decimals - 1; i >= 0; i--)
        {
            ulong tenth = rest / 10;
            destination[at + i] = (byte)('0' + (rest - (tenth * 10)));
            rest = tenth;
        }

        written = at + decimals;
        return true;
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
