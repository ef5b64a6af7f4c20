using System.Numerics;

namespace Vigia.Server.RemoteRead.Chunks;

/// <summary>Writes bits, the highest first, into one buffer that grows and is used again, in the variable widths of Prometheus' chunks. Not thread-safe.</summary>
/// <remarks>https://github.com/prometheus/prometheus/blob/main/tsdb/docs/format/chunks.md.</remarks>
internal sealed class BitWriter
{
    private byte[] _buffer = new byte[1024];
    private int _bits;

    /// <summary>What was written; the last byte is filled up with zeros.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, (_bits + 7) / 8);

    public void Clear() => _bits = 0;

    /// <summary>The lowest bits of a number.</summary>
    public void Bits(ulong value, int count)
    {
        while (count > 0)
        {
            int index = _bits >> 3, used = _bits & 7;
            if (index == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            int room = 8 - used, now = Math.Min(room, count);
            uint part = (uint)(value >> (count - now)) & ((1u << now) - 1);
            byte before = used == 0 ? (byte)0 : _buffer[index];
            _buffer[index] = (byte)(before | (part << (room - now)));
            _bits += now;
            count -= now;
        }
    }

    public void Double(double value) => Bits(BitConverter.DoubleToUInt64Bits(value), 64);

    /// <summary>7 bits a byte, the lowest first.</summary>
    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Bits(value | 0x80, 8);
        }

        Bits(value, 8);
    }

    /// <summary>In zigzag, 7 bits a byte.</summary>
    public void SignedVarint(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A whole number in 1 to 72 bits: as many ones as widths are too small, a zero, the number.</summary>
    public void Varbit(long value)
    {
        if (value == 0)
        {
            Bits(0, 1);
            return;
        }

        // A width of n holds -2^(n-1)+1 to 2^(n-1): one more upwards than two's complement, hence the -1.
        int needed = value > 0 ? 65 - BitOperations.LeadingZeroCount((ulong)value - 1) : 65 - BitOperations.LeadingZeroCount((ulong)-(value + 1) + 1);
        Widened((ulong)value, needed);
    }

    /// <summary>The same for a number without sign.</summary>
    public void UnsignedVarbit(ulong value)
    {
        if (value == 0)
        {
            Bits(0, 1);
            return;
        }

        Widened(value, 64 - BitOperations.LeadingZeroCount(value));
    }

    private void Widened(ulong value, int needed)
    {
        ReadOnlySpan<byte> widths = [3, 6, 9, 12, 18, 25, 56];
        int ones = 1;
        foreach (int width in widths)
        {
            if (needed <= width)
            {
                Bits((1ul << (ones + 1)) - 2, ones + 1);
                Bits(value, width);
                return;
            }

            ones++;
        }

        Bits(0xff, 8);
        Bits(value, 64);
    }
}
