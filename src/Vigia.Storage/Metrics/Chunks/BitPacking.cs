using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>Unsigned integers of one width, 0 to 64 bits, low bits first and without gaps.</summary>
internal static class BitPacking
{
    public static int Bytes(int count, int width) => (int)((((long)count * width) + 7) >> 3);

    /// <summary>Packs into <see cref="Bytes"/> bytes. Every value must fit the width.</summary>
    public static void Pack(ReadOnlySpan<ulong> values, int width, Span<byte> target)
    {
        if (width == 0)
        {
            return;
        }

        ulong gathered = 0;
        int bits = 0;
        int at = 0;
        foreach (ulong value in values)
        {
            gathered |= value << bits;
            bits += width;
            if (bits >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(target[at..], gathered);
                at += 8;
                bits -= 64;
                gathered = bits == 0 ? 0 : value >> (width - bits);
            }
        }

        for (; bits > 0; bits -= 8)
        {
            target[at++] = (byte)gathered;
            gathered >>= 8;
        }
    }

    /// <summary>Unpacks as many values as there is room for. The source has at least <see cref="Bytes"/> bytes.</summary>
    public static void Unpack(ReadOnlySpan<byte> source, int width, Span<ulong> values)
    {
        int needed = Bytes(values.Length, width);
        if (source.Length < needed)
        {
            throw new InvalidDataException("The packed values are cut off.");
        }

        if (width == 0)
        {
            values.Clear();
            return;
        }

        if (width > 57)
        {
            UnpackWide(source, width, values);
            return;
        }

        // Eight bytes from any byte on hold a whole value: as long as eight bytes are there.
        ulong mask = (1UL << width) - 1;
        int fast = source.Length < 8 ? 0 : (int)Math.Min(values.Length, ((((long)source.Length - 8) * 8) + 7) / width);
        ref byte start = ref MemoryMarshal.GetReference(source);
        ref ulong target = ref MemoryMarshal.GetReference(values);
        nuint bit = 0;
        int i = 0;
        for (; i < fast; i++)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref start, bit >> 3));
            Unsafe.Add(ref target, i) = ((BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)) >> (int)(bit & 7)) & mask;
            bit += (nuint)width;
        }

        if (i == values.Length)
        {
            return;
        }

        Span<byte> tail = stackalloc byte[24];
        int from = (int)(bit >> 3);
        for (; i < values.Length; i++)
        {
            from = (int)(bit >> 3);
            tail[..8].Clear();
            source.Slice(from, Math.Min(8, source.Length - from)).CopyTo(tail);
            values[i] = (BinaryPrimitives.ReadUInt64LittleEndian(tail) >> (int)(bit & 7)) & mask;
            bit += (nuint)width;
        }
    }

    private static void UnpackWide(ReadOnlySpan<byte> source, int width, Span<ulong> values)
    {
        ulong mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        Span<byte> piece = stackalloc byte[16];
        long bit = 0;
        for (int i = 0; i < values.Length; i++, bit += width)
        {
            int from = (int)(bit >> 3);
            int shift = (int)(bit & 7);
            piece.Clear();
            source.Slice(from, Math.Min(9, source.Length - from)).CopyTo(piece);
            ulong low = BinaryPrimitives.ReadUInt64LittleEndian(piece) >> shift;
            ulong high = shift == 0 ? 0 : (ulong)piece[8] << (64 - shift);
            values[i] = (low | high) & mask;
        }
    }
}
