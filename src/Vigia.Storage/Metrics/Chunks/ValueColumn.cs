using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>
/// Doubles, bit for bit: as whole numbers over a power of ten where that gives back every bit, otherwise as their bits.
/// docs/formats/metrics-chunks.md.
/// </summary>
internal static class ValueColumn
{
    private const int Constant = 0;
    private const int Decimal = 1;
    private const int Bits = 2;
    private const byte SpecialsFlag = 0x04;
    private const int MaxExponent = 15;

    /// <summary>Whole numbers below this are exact as doubles.</summary>
    private const double MaxMantissa = 9007199254740992;

    private static ReadOnlySpan<double> Powers => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Bytes that a column of so many values takes at most.</summary>
    public static int Bound(int count) => IntegerColumn.Bound(count) + (count * 10) + 16;

    /// <summary>Writes at least one value.</summary>
    public static void Write(ReadOnlySpan<double> values, ChunkScratch scratch, ref SpanWriter writer)
    {
        ReadOnlySpan<long> bits = MemoryMarshal.Cast<double, long>(values);
        if (!bits[1..].ContainsAnyExcept(bits[0]))
        {
            writer.Byte(Constant);
            writer.UInt64((ulong)bits[0]);
            return;
        }

        Span<long> mantissas = scratch.Integers(values.Length);
        Span<long> moved = scratch.Moved(values.Length);
        Span<int> specials = scratch.Specials(values.Length);
        int exponent = FindExponent(values, specials.Length);
        int special = exponent < 0 ? -1 : Mantissas(values, exponent, mantissas, specials);
        if (special < 0)
        {
            writer.Byte(Bits);
            IntegerColumn.Write(bits, moved, ref writer);
            return;
        }

        writer.Byte((byte)(Decimal | (special > 0 ? SpecialsFlag : 0) | (exponent << 4)));
        if (special > 0)
        {
            writer.Varint((ulong)special);
            int last = 0;
            for (int i = 0; i < special; i++)
            {
                writer.Varint((ulong)(specials[i] - last));
                writer.UInt64((ulong)bits[specials[i]]);
                last = specials[i];
            }
        }

        IntegerColumn.Write(mantissas, moved, ref writer);
    }

    /// <summary>Reads a column of as many values as there is room for.</summary>
    /// <exception cref="InvalidDataException">These bytes are no column.</exception>
    public static void Read(ref SpanReader reader, scoped Span<double> values)
    {
        byte flags = reader.Byte();
        int mode = flags & 3;
        if (mode == Constant)
        {
            values.Fill(reader.Double());
            return;
        }

        if (mode > Bits)
        {
            throw new InvalidDataException($"The mode {mode} of a column is not known.");
        }

        SpanReader specials = reader;
        int special = 0;
        if ((flags & SpecialsFlag) != 0)
        {
            special = reader.Count(values.Length);
            specials = reader;
            for (int i = 0; i < special; i++)
            {
                reader.Varint();
                reader.UInt64();
            }
        }

        // The integers become the doubles where they stand.
        Span<long> integers = MemoryMarshal.Cast<double, long>(values);
        IntegerColumn.Read(ref reader, integers);
        if (mode == Decimal)
        {
            int exponent = flags >> 4;
            Divide(integers, values, Powers[exponent]);
        }

        for (int place = 0; special > 0; special--)
        {
            place += specials.Count(values.Length);
            double value = specials.Double();
            if (place >= values.Length)
            {
                throw new InvalidDataException("A special value stands outside its column.");
            }

            values[place] = value;
        }
    }

    /// <summary>Turns mantissas into values, where they stand.</summary>
    private static void Divide(ReadOnlySpan<long> mantissas, Span<double> values, double power)
    {
        int i = 0;
        var divisor = new Vector<double>(power);
        for (; i <= values.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            (Vector.ConvertToDouble(new Vector<long>(mantissas.Slice(i, Vector<long>.Count))) / divisor).CopyTo(values.Slice(i, Vector<double>.Count));
        }

        for (; i < values.Length; i++)
        {
            values[i] = mantissas[i] / power;
        }
    }

    /// <summary>The smallest power of ten that makes nearly all values whole; -1 where too many are none.</summary>
    private static int FindExponent(ReadOnlySpan<double> values, int maxSpecials)
    {
        int exponent = 0;
        int special = 0;
        foreach (double value in values)
        {
            if (IsMantissa(value, Powers[exponent], out _))
            {
                continue;
            }

            int higher = exponent + 1;
            if (double.IsFinite(value))
            {
                while (higher <= MaxExponent && !IsMantissa(value, Powers[higher], out _))
                {
                    higher++;
                }
            }
            else
            {
                higher = MaxExponent + 1;
            }

            if (higher <= MaxExponent)
            {
                exponent = higher;
            }
            else if (++special > maxSpecials)
            {
                return -1;
            }
        }

        return exponent;
    }

    /// <summary>How many values are special; -1 where they are too many.</summary>
    private static int Mantissas(ReadOnlySpan<double> values, int exponent, Span<long> mantissas, Span<int> specials)
    {
        double power = Powers[exponent];
        int special = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (IsMantissa(values[i], power, out long mantissa))
            {
                mantissas[i] = mantissa;
                continue;
            }

            if (special == specials.Length)
            {
                return -1;
            }

            // The one before costs no bits; at the start, the first that follows is put in below.
            mantissas[i] = i > 0 ? mantissas[i - 1] : 0;
            specials[special++] = i;
        }

        int leading = 0;
        while (leading < special && specials[leading] == leading)
        {
            leading++;
        }

        if (leading > 0 && leading < values.Length)
        {
            mantissas[..leading].Fill(mantissas[leading]);
        }

        return special;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsMantissa(double value, double power, out long mantissa)
    {
        double scaled = Math.Round(value * power);
        if (!(Math.Abs(scaled) < MaxMantissa))
        {
            mantissa = 0;
            return false;
        }

        mantissa = (long)scaled;
        return BitConverter.DoubleToInt64Bits(mantissa / power) == BitConverter.DoubleToInt64Bits(value);
    }
}
