using System.Buffers;
using System.Globalization;
using System.Text;
using Vigia.Model.Metrics;

namespace Vigia.Server.Exposition;

/// <summary>
/// Reads floats as Go's <c>ParseFloat</c> does, without hexadecimal ones and underscores, which the formats exclude. Exact: the decimal that the
/// fast way cannot round rightly goes the slow way. Allocates nothing.
/// </summary>
internal static class FloatText
{
    // A mantissa below 2⁵³ and a power of ten up to 22 are both exact, so that one operation rounds rightly (Clinger 1990).
    private const ulong MaxExactMantissa = 1UL << 53;
    private const int MaxExactPower = 22;

    private static readonly SearchValues<byte> DecimalBytes = SearchValues.Create("0123456789.eE+-"u8);

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>The NaN that measured values have; see <see cref="StaleMarker.NormalNaNBits"/>.</summary>
    public static double NaN => BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);

    /// <summary>Reads the float that begins at the front and ends before a blank, a line's end or the end.</summary>
    /// <param name="text">Where it begins.</param>
    /// <param name="value">The float; any NaN as <see cref="NaN"/>.</param>
    /// <param name="length">Its bytes, also where it is no float.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out double value, out int length)
    {
        int i = 0;
        bool isNegative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            isNegative = text[0] == '-';
            i = 1;
        }

        ulong mantissa = 0;
        int firstDigit = i;
        for (; (uint)i < (uint)text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            mantissa = (mantissa * 10) + (uint)(text[i] - '0');
        }

        int digits = i - firstDigit;
        int power = 0;
        if ((uint)i < (uint)text.Length && text[i] == '.')
        {
            int point = ++i;
            for (; (uint)i < (uint)text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                mantissa = (mantissa * 10) + (uint)(text[i] - '0');
            }

            digits += i - point;
            power = point - i;
        }

        if (digits is > 0 and <= 18)
        {
            if ((uint)i < (uint)text.Length && (text[i] | 0x20) == 'e')
            {
                i = ReadExponent(text, i, ref power);
            }

            if (mantissa <= MaxExactMantissa && ((uint)i == (uint)text.Length || IsEnd(text[i])) && Math.Abs(power) <= MaxExactPower)
            {
                double exact = power < 0 ? mantissa / PowersOfTen[-power] : mantissa * PowersOfTen[power];
                value = isNegative ? -exact : exact;
                length = i;
                return true;
            }
        }

        length = TokenLength(text);
        return TryParse(text[..length], out value);
    }

    /// <summary>Reads a whole text.</summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out double value) => TryRead(text, out value, out int length) && length == text.Length && length > 0;

    private static bool IsEnd(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\t';

    private static int TokenLength(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\n', (byte)'\t');
        return end < 0 ? text.Length : end;
    }

    private static int ReadExponent(ReadOnlySpan<byte> text, int at, ref int power)
    {
        int i = at + 1;
        bool isNegative = false;
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+')
        {
            isNegative = text[i++] == '-';
        }

        int first = i;
        int exponent = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9 && exponent < 10_000; i++)
        {
            exponent = (exponent * 10) + (text[i] - '0');
        }

        if (i == first)
        {
            return at;
        }

        power += isNegative ? -exponent : exponent;
        return i;
    }

    private static bool TryParse(ReadOnlySpan<byte> token, out double value)
    {
        value = 0;
        if (token.IsEmpty)
        {
            return false;
        }

        bool isSigned = token[0] is (byte)'-' or (byte)'+';
        ReadOnlySpan<byte> bare = isSigned ? token[1..] : token;
        if (bare.IsEmpty)
        {
            return false;
        }

        if ((uint)(bare[0] - '0') > 9 && bare[0] != '.')
        {
            return TryParseName(bare, isSigned, isNegative: token[0] == '-', out value);
        }

        // Go's parser refuses what overflows; so does Prometheus.
        return bare.IndexOfAnyExcept(DecimalBytes) < 0
            && double.TryParse(token, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static bool TryParseName(ReadOnlySpan<byte> name, bool isSigned, bool isNegative, out double value)
    {
        if (!isSigned && Ascii.EqualsIgnoreCase(name, "nan"u8))
        {
            value = NaN;
            return true;
        }

        value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(name, "inf"u8) || Ascii.EqualsIgnoreCase(name, "infinity"u8);
    }
}
