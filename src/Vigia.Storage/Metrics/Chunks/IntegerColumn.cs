using System.Numerics;
using System.Runtime.InteropServices;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>
/// Signed integers, packed: the transform that takes the fewest bits, less a base, divided by what divides all, values that stand out apart.
/// Sums and differences wrap around, so that any integers come back. docs/formats/metrics-chunks.md.
/// </summary>
internal static partial class IntegerColumn
{
    private const byte TransformMask = 0x07;
    private const byte DivisorFlag = 0x08;
    private const byte ExceptionsFlag = 0x10;

    /// <summary>Bytes that a column of so many values takes at most.</summary>
    public static int Bound(int count) => (count * 20) + 96;

    /// <summary>Reads a column of as many values as there is room for.</summary>
    /// <exception cref="InvalidDataException">These bytes are no column.</exception>
    public static void Read(ref SpanReader reader, scoped Span<long> values)
    {
        byte flags = reader.Byte();
        var transform = (ColumnTransform)(flags & TransformMask);
        if (transform > ColumnTransform.Xor)
        {
            throw new InvalidDataException($"The transform {(int)transform} of a column is not known.");
        }

        int skipped = transform switch { ColumnTransform.Values => 0, ColumnTransform.SecondDifferences => 2, _ => 1 };
        long first = skipped > 0 ? reader.Svarint() : 0;
        if (transform == ColumnTransform.Constant)
        {
            values.Fill(first);
            return;
        }

        long difference = skipped > 1 ? reader.Svarint() : 0;
        long offset = reader.Svarint();
        long divisor = (flags & DivisorFlag) != 0 ? (long)reader.Varint() : 1;
        int width = reader.Byte();
        if (width > 64 || values.Length < skipped)
        {
            throw new InvalidDataException("A column's width or length is wrong.");
        }

        SpanReader exceptions = reader;
        int exceptional = 0;
        if ((flags & ExceptionsFlag) != 0)
        {
            exceptional = reader.Count(values.Length);
            exceptions = reader;
            for (int i = 0; i < exceptional * 2; i++)
            {
                reader.Varint();
            }
        }

        if (transform == ColumnTransform.Differences && width == 0 && exceptional == 0)
        {
            // Times at a steady interval, and counters at a steady rate.
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = first;
                first = unchecked(first + offset);
            }

            return;
        }

        Span<long> packed = values[skipped..];
        int bytes = BitPacking.Bytes(packed.Length, width);
        ReadOnlySpan<byte> rest = reader.Rest;
        BitPacking.Unpack(rest, width, MemoryMarshal.Cast<long, ulong>(packed));
        reader.Bytes(bytes);
        if (transform == ColumnTransform.Xor)
        {
            int shift = (int)(offset & 63);
            for (int i = 0; i < packed.Length; i++)
            {
                packed[i] <<= shift;
            }
        }
        else if (divisor == 1)
        {
            AddTo(packed, offset);
        }
        else
        {
            for (int i = 0; i < packed.Length; i++)
            {
                packed[i] = unchecked(offset + (divisor * packed[i]));
            }
        }

        for (int place = 0; exceptional > 0; exceptional--)
        {
            place += exceptions.Count(values.Length);
            long value = exceptions.Svarint();
            if (place >= packed.Length)
            {
                throw new InvalidDataException("An exception stands outside its column.");
            }

            packed[place] = value;
        }

        Restore(transform, values, first, difference);
    }

    private static void AddTo(Span<long> values, long offset)
    {
        if (offset == 0)
        {
            return;
        }

        int i = 0;
        var added = new Vector<long>(offset);
        for (; i <= values.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            Span<long> some = values.Slice(i, Vector<long>.Count);
            (new Vector<long>(some) + added).CopyTo(some);
        }

        for (; i < values.Length; i++)
        {
            values[i] = unchecked(values[i] + offset);
        }
    }

    private static void Restore(ColumnTransform transform, Span<long> values, long first, long difference)
    {
        switch (transform)
        {
            case ColumnTransform.Differences:
                values[0] = first;
                for (int i = 1; i < values.Length; i++)
                {
                    first = unchecked(first + values[i]);
                    values[i] = first;
                }

                break;
            case ColumnTransform.SecondDifferences:
                values[0] = first;
                first = unchecked(first + difference);
                values[1] = first;
                for (int i = 2; i < values.Length; i++)
                {
                    difference = unchecked(difference + values[i]);
                    first = unchecked(first + difference);
                    values[i] = first;
                }

                break;
            case ColumnTransform.Xor:
                values[0] = first;
                for (int i = 1; i < values.Length; i++)
                {
                    first ^= values[i];
                    values[i] = first;
                }

                break;
            default:
                break;
        }
    }

    private static int Width(ulong range) => 64 - BitOperations.LeadingZeroCount(range);

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
