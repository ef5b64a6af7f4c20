using System.Numerics;
using System.Runtime.InteropServices;

namespace Vigia.Storage.Metrics.Chunks;

internal static partial class IntegerColumn
{
    /// <summary>Widths that are too small for values apart to pay.</summary>
    private const int SmallWidth = 3;

    /// <summary>Writes at least one value; <paramref name="scratch"/> has room for as many.</summary>
    public static void Write(ReadOnlySpan<long> values, Span<long> scratch, ref SpanWriter writer)
    {
        int n = values.Length;
        var plain = Ranges.Of(values);
        if (plain.IsConstant)
        {
            writer.Byte((byte)ColumnTransform.Constant);
            writer.Svarint(values[0]);
            return;
        }

        (ColumnTransform best, int bits) = (ColumnTransform.Values, Width(plain.Values) * n);
        Consider(ColumnTransform.Differences, Width(plain.Differences) * (n - 1));
        if (n > 2)
        {
            Consider(ColumnTransform.SecondDifferences, (Width(plain.SecondDifferences) * (n - 2)) + 8);
        }

        int xorWidth = Width(plain.Xor) - (plain.Xor == 0 ? 0 : BitOperations.TrailingZeroCount(plain.Xor));
        Consider(ColumnTransform.Xor, xorWidth * (n - 1));

        if (bits > SmallWidth * n && best != ColumnTransform.Xor && n >= 8)
        {
            // A reset, a gap or a spike: its own transform, and differences, which keep the others small.
            Span<long> moved = Transform(values, best, scratch);
            Apart apart = Apart.Of(moved);
            Apart differences = default;
            if (best != ColumnTransform.Differences)
            {
                moved = Transform(values, ColumnTransform.Differences, scratch);
                differences = Apart.Of(moved);
            }

            if (differences.Saves(bits) && (!apart.Saves(bits) || differences.Bits < apart.Bits))
            {
                Pack(ColumnTransform.Differences, values, Transform(values, ColumnTransform.Differences, scratch), differences, ref writer);
                return;
            }

            if (apart.Saves(bits))
            {
                Pack(best, values, Transform(values, best, scratch), apart, ref writer);
                return;
            }
        }

        Pack(best, values, Transform(values, best, scratch), default, ref writer);

        void Consider(ColumnTransform transform, int cost)
        {
            if (cost < bits)
            {
                (best, bits) = (transform, cost);
            }
        }
    }

    private static Span<long> Transform(ReadOnlySpan<long> values, ColumnTransform transform, Span<long> scratch)
    {
        int n = values.Length;
        switch (transform)
        {
            case ColumnTransform.Differences:
                for (int i = 1; i < n; i++)
                {
                    scratch[i - 1] = unchecked(values[i] - values[i - 1]);
                }

                return scratch[..(n - 1)];
            case ColumnTransform.SecondDifferences:
                for (int i = 2; i < n; i++)
                {
                    scratch[i - 2] = unchecked(values[i] - values[i - 1] - (values[i - 1] - values[i - 2]));
                }

                return scratch[..(n - 2)];
            case ColumnTransform.Xor:
                for (int i = 1; i < n; i++)
                {
                    scratch[i - 1] = values[i] ^ values[i - 1];
                }

                return scratch[..(n - 1)];
            default:
                values.CopyTo(scratch);
                return scratch[..n];
        }
    }

    private static void Pack(ColumnTransform transform, ReadOnlySpan<long> values, Span<long> moved, Apart apart, ref SpanWriter writer)
    {
        long offset;
        ulong divisor = 1;
        int width;
        if (transform == ColumnTransform.Xor)
        {
            ulong all = 0;
            foreach (long value in moved)
            {
                all |= (ulong)value;
            }

            int shift = BitOperations.TrailingZeroCount(all) & 63;
            (offset, width) = (shift, Width(all >> shift));
            for (int i = 0; i < moved.Length; i++)
            {
                moved[i] = (long)((ulong)moved[i] >> shift);
            }
        }
        else
        {
            (long min, long max) = apart.Count > 0 ? (apart.Min, apart.Max) : Extremes(moved);
            offset = min;
            divisor = Math.Max(Divisor(moved, apart, min), 1);
            width = Width(unchecked((ulong)(max - min)) / divisor);
        }

        int skipped = values.Length - moved.Length;
        writer.Byte((byte)((byte)transform | (divisor > 1 ? DivisorFlag : 0) | (apart.Count > 0 ? ExceptionsFlag : 0)));
        if (skipped > 0)
        {
            writer.Svarint(values[0]);
        }

        if (skipped > 1)
        {
            writer.Svarint(unchecked(values[1] - values[0]));
        }

        writer.Svarint(offset);
        if (divisor > 1)
        {
            writer.Varint(divisor);
        }

        writer.Byte((byte)width);
        if (apart.Count > 0)
        {
            WriteExceptions(moved, apart, ref writer);
        }

        if (transform != ColumnTransform.Xor)
        {
            Reduce(moved, apart, offset, divisor);
        }

        int bytes = BitPacking.Bytes(moved.Length, width);
        BitPacking.Pack(MemoryMarshal.Cast<long, ulong>(moved), width, writer.Room);
        writer.Advance(bytes);
    }

    private static void WriteExceptions(ReadOnlySpan<long> moved, Apart apart, ref SpanWriter writer)
    {
        writer.Varint((ulong)apart.Count);
        int last = 0;
        for (int i = 0; i < moved.Length; i++)
        {
            if (apart.IsApart(moved[i]))
            {
                writer.Varint((ulong)(i - last));
                writer.Svarint(moved[i]);
                last = i;
            }
        }
    }

    private static void Reduce(Span<long> moved, Apart apart, long offset, ulong divisor)
    {
        for (int i = 0; i < moved.Length; i++)
        {
            ulong rest = apart.IsApart(moved[i]) ? 0 : (ulong)unchecked(moved[i] - offset);
            moved[i] = (long)(divisor > 1 ? rest / divisor : rest);
        }
    }

    private static (long Min, long Max) Extremes(ReadOnlySpan<long> values)
    {
        (long min, long max) = (values[0], values[0]);
        foreach (long value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    /// <summary>What divides every value's distance from the base; 0 where all distances are 0.</summary>
    private static ulong Divisor(ReadOnlySpan<long> moved, Apart apart, long offset)
    {
        ulong divisor = 0;
        foreach (long value in moved)
        {
            ulong rest = (ulong)unchecked(value - offset);
            if (rest == 0 || apart.IsApart(value))
            {
                continue;
            }

            while (rest != 0)
            {
                (divisor, rest) = (rest, divisor % rest);
            }

            if (divisor == 1)
            {
                break;
            }
        }

        return divisor;
    }

    /// <summary>How far the values of each transform lie apart.</summary>
    private readonly record struct Ranges(bool IsConstant, ulong Values, ulong Differences, ulong SecondDifferences, ulong Xor)
    {
        public static Ranges Of(ReadOnlySpan<long> values)
        {
            long min = values[0], max = min, last = min;
            long minDifference = long.MaxValue, maxDifference = long.MinValue;
            long minSecond = long.MaxValue, maxSecond = long.MinValue;
            long lastDifference = 0;
            ulong xor = 0;
            for (int i = 1; i < values.Length; i++)
            {
                long value = values[i];
                long difference = unchecked(value - last);
                long second = unchecked(difference - lastDifference);
                xor |= (ulong)(value ^ last);
                min = Math.Min(min, value);
                max = Math.Max(max, value);
                minDifference = Math.Min(minDifference, difference);
                maxDifference = Math.Max(maxDifference, difference);
                if (i > 1)
                {
                    minSecond = Math.Min(minSecond, second);
                    maxSecond = Math.Max(maxSecond, second);
                }

                (last, lastDifference) = (value, difference);
            }

            return new Ranges(
                xor == 0,
                unchecked((ulong)(max - min)),
                unchecked((ulong)(maxDifference - minDifference)),
                values.Length > 2 ? unchecked((ulong)(maxSecond - minSecond)) : 0,
                xor);
        }
    }

    /// <summary>The values that stand out from the others, if it pays to write them apart.</summary>
    private readonly record struct Apart(int Count, long Min, long Max, int Bits)
    {
        /// <summary>Whether it saves more than a few bytes.</summary>
        public bool Saves(int bits) => Count > 0 && Bits + 32 < bits;

        public bool IsApart(long value) => Count > 0 && (value < Min || value > Max);

        public static Apart Of(ReadOnlySpan<long> values)
        {
            long a = values[0], b = values[values.Length / 2], c = values[^1];
            long centre = Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
            Span<int> widths = stackalloc int[65];
            widths.Clear();
            foreach (long value in values)
            {
                widths[Width(Zigzag(unchecked(value - centre)))]++;
            }

            (int best, long bestBits, long beyondBits) = (64, long.MaxValue, 0);
            for (int width = 64; width >= 0; width--)
            {
                long bits = ((long)width * values.Length) + beyondBits;
                if (bits < bestBits)
                {
                    (best, bestBits) = (width, bits);
                }

                beyondBits += (long)widths[width] * ExceptionBits(width);
            }

            (long min, long max, int count) = (long.MaxValue, long.MinValue, 0);
            foreach (long value in values)
            {
                if (Width(Zigzag(unchecked(value - centre))) <= best)
                {
                    min = Math.Min(min, value);
                    max = Math.Max(max, value);
                }
                else
                {
                    count++;
                }
            }

            // One that the centre's distance sets apart may lie between the others after all where a difference wrapped around.
            int outside = 0;
            int outsideBits = 0;
            foreach (long value in values)
            {
                if (value < min || value > max)
                {
                    outside++;
                    outsideBits += ExceptionBits(Width(Zigzag(value)));
                }
            }

            return count == 0 || min > max
                ? default
                : new Apart(outside, min, max, (Width(unchecked((ulong)(max - min))) * values.Length) + outsideBits);
        }

        /// <summary>Its place, and a varint.</summary>
        private static int ExceptionBits(int width) => 16 + width + (width / 7);
    }
}
