using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>Reads what <see cref="SpanWriter"/> wrote, or whatever stands there: it never reads outside.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next byte stands.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <exception cref="InvalidDataException">The bytes have ended.</exception>
    public byte Byte()
    {
        if (Position >= _bytes.Length)
        {
            ThrowCutOff();
        }

        return _bytes[Position++];
    }

    /// <exception cref="InvalidDataException">The bytes have ended.</exception>
    public ulong UInt64()
    {
        if (Remaining < 8)
        {
            ThrowCutOff();
        }

        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[Position..]);
        Position += 8;
        return value;
    }

    public double Double() => BitConverter.UInt64BitsToDouble(UInt64());

    /// <exception cref="InvalidDataException">The bytes have ended, or it has more than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        byte first = Byte();
        return first < 0x80 ? first : LongVarint(first);
    }

    public long Svarint()
    {
        ulong value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A varint that must not exceed a bound.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public int Count(int max)
    {
        ulong value = Varint();
        if (value > (ulong)max)
        {
            throw new InvalidDataException($"A count of {value} exceeds {max}.");
        }

        return (int)value;
    }

    public string Text(int maxBytes) => Encoding.UTF8.GetString(Bytes(Count(Math.Min(maxBytes, Remaining))));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            ThrowCutOff();
        }

        ReadOnlySpan<byte> bytes = _bytes.Slice(Position, count);
        Position += count;
        return bytes;
    }

    private static void ThrowCutOff() => throw new InvalidDataException("The bytes end too early.");

    private ulong LongVarint(byte first)
    {
        ulong value = first & 0x7fu;
        for (int shift = 7; ; shift += 7)
        {
            byte next = Byte();
            if (shift == 63 && next > 1)
            {
                throw new InvalidDataException("A varint has more than 64 bits.");
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
