using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Records;

/// <summary>The floats of a batch that were appended, as columns; docs/formats/metrics-journal.md.</summary>
internal static class SamplesRecord
{
    /// <summary>Bytes that a record of so many samples takes at most.</summary>
    public static int Bound(int count) => (count * 30) + 32;

    /// <summary>Writes samples <paramref name="from"/> to <paramref name="to"/> as far as their status is <see cref="AppendStatus.Appended"/>; 0 where none is.</summary>
    public static int Write(SampleBatch batch, int from, int to, Span<byte> target)
    {
        ReadOnlySpan<AppendStatus> status = batch.Status;
        ReadOnlySpan<SeriesRef> series = batch.Series;
        ReadOnlySpan<long> times = batch.Timestamps;
        ReadOnlySpan<double> values = batch.Values;
        int count = 0;
        long firstTime = 0;
        bool isOneTime = true;
        for (int i = from; i < to; i++)
        {
            if (status[i] == AppendStatus.Appended)
            {
                firstTime = count == 0 ? times[i] : firstTime;
                isOneTime &= times[i] == firstTime;
                count++;
            }
        }

        if (count == 0)
        {
            return 0;
        }

        var writer = new SpanWriter(target);
        writer.Byte((byte)RecordKind.Samples);
        writer.Varint((ulong)count);
        long last = 0;
        for (int i = from; i < to; i++)
        {
            if (status[i] == AppendStatus.Appended)
            {
                writer.Svarint((long)series[i].Value - last);
                last = (long)series[i].Value;
            }
        }

        writer.Svarint(firstTime);
        writer.Byte(isOneTime ? (byte)1 : (byte)0);
        if (!isOneTime)
        {
            last = firstTime;
            bool isFirst = true;
            for (int i = from; i < to; i++)
            {
                if (status[i] == AppendStatus.Appended)
                {
                    if (!isFirst)
                    {
                        writer.Svarint(times[i] - last);
                    }

                    (last, isFirst) = (times[i], false);
                }
            }
        }

        int written = writer.Length;
        Span<byte> halves = target.Slice(written, (count + 1) / 2);
        halves.Clear();
        ref byte bytes = ref MemoryMarshal.GetReference(target);
        nint at = written + halves.Length;
        int n = 0;
        for (int i = from; i < to; i++)
        {
            if (status[i] != AppendStatus.Appended)
            {
                continue;
            }

            // The bound leaves room for eight bytes at any value.
            int half = Encode(values[i], out ulong rest, out int length);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref bytes, at), BitConverter.IsLittleEndian ? rest : BinaryPrimitives.ReverseEndianness(rest));
            at += length;
            halves[n >> 1] |= (byte)(half << ((n & 1) * 4));
            n++;
        }

        return (int)at;
    }

    /// <summary>Reads a record behind its kind; what it holds goes to a batch that was cleared.</summary>
    /// <exception cref="InvalidDataException">These bytes are no such record.</exception>
    public static void Read(ref SpanReader reader, SampleBatch batch, ref long[] series, ref long[] times)
    {
        int count = reader.Count(reader.Remaining);
        if (series.Length < count)
        {
            series = new long[count];
            times = new long[count];
        }

        long last = 0;
        for (int i = 0; i < count; i++)
        {
            last = unchecked(last + reader.Svarint());
            series[i] = last;
        }

        last = reader.Svarint();
        bool isOneTime = reader.Byte() == 1;
        for (int i = 0; i < count; i++)
        {
            last = isOneTime || i == 0 ? last : unchecked(last + reader.Svarint());
            times[i] = last;
        }

        ReadOnlySpan<byte> halves = reader.Bytes((count + 1) / 2);
        for (int i = 0; i < count; i++)
        {
            int half = (halves[i >> 1] >> ((i & 1) * 4)) & 15;
            batch.Add(new SeriesRef((ulong)series[i]), times[i], Decode(half, ref reader));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Encode(double value, out ulong rest, out int length)
    {
        long whole = (long)value;
        long bits = BitConverter.DoubleToInt64Bits(value);
        if (BitConverter.DoubleToInt64Bits(whole) == bits)
        {
            rest = (ulong)((whole << 1) ^ (whole >> 63));
            length = (71 - BitOperations.LeadingZeroCount(rest)) >> 3;
            if (length < 8)
            {
                return length;
            }
        }

        int zeros = Math.Min(BitOperations.TrailingZeroCount(bits) >> 3, 7);
        length = 8 - zeros;
        rest = (ulong)bits >> (zeros * 8);
        return 7 + length;
    }

    private static double Decode(int half, ref SpanReader reader)
    {
        int length = half < 8 ? half : half - 7;
        ReadOnlySpan<byte> bytes = reader.Bytes(length);
        ulong rest = 0;
        for (int i = length - 1; i >= 0; i--)
        {
            rest = (rest << 8) | bytes[i];
        }

        return half < 8
            ? (long)(rest >> 1) ^ -(long)(rest & 1)
            : BitConverter.UInt64BitsToDouble(length == 8 ? rest : rest << ((8 - length) * 8));
    }
}
