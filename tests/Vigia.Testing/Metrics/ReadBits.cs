namespace Vigia.Testing.Metrics;

/// <summary>Reads bits, the highest first, and the variable widths of Prometheus' chunks.</summary>
internal sealed class ReadBits(byte[] bytes)
{
    private int _at;

    public ulong Bits(int count)
    {
        ulong value = 0;
        for (; count > 0; count--, _at++)
        {
            value = (value << 1) | ((uint)(bytes[_at >> 3] >> (7 - (_at & 7))) & 1);
        }

        return value;
    }

    /// <summary>A number whose width's upper half, but its smallest, is negative.</summary>
    public long Signed(int width)
    {
        long value = (long)Bits(width);
        return value > 1L << (width - 1) ? value - (1L << width) : value;
    }

    /// <summary>Ones up to a zero, at most so many.</summary>
    public int Ones(int most)
    {
        int ones = 0;
        while (ones < most && Bits(1) == 1)
        {
            ones++;
        }

        return ones;
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            ulong b = Bits(8);
            value |= (b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    public long Varbit()
    {
        int ones = Ones(8);
        return ones switch { 0 => 0, 8 => (long)Bits(64), _ => Signed(Width(ones)) };
    }

    public ulong UnsignedVarbit()
    {
        int ones = Ones(8);
        return ones switch { 0 => 0, 8 => Bits(64), _ => Bits(Width(ones)) };
    }

    public double Xor(Column column)
    {
        if (column.IsFirst)
        {
            (column.IsFirst, column.Value) = (false, Bits(64));
        }
        else if (Bits(1) == 1)
        {
            if (Bits(1) == 1)
            {
                column.Leading = (int)Bits(5);
                int length = (int)Bits(6);
                column.Trailing = 64 - column.Leading - (length == 0 ? 64 : length);
            }

            column.Value ^= Bits(64 - column.Leading - column.Trailing) << column.Trailing;
        }

        return BitConverter.UInt64BitsToDouble(column.Value);
    }

    private static int Width(int ones) => ones switch { 1 => 3, 2 => 6, 3 => 9, 4 => 12, 5 => 18, 6 => 25, _ => 56 };

    /// <summary>A column of floats.</summary>
    public sealed class Column
    {
        public bool IsFirst { get; set; } = true;

        public ulong Value { get; set; }

        public int Leading { get; set; }

        public int Trailing { get; set; }
    }
}
