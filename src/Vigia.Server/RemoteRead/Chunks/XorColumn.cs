using System.Numerics;

namespace Vigia.Server.RemoteRead.Chunks;

/// <summary>One column of floats within a chunk: each as what differs from the one before, after Facebook's Gorilla.</summary>
/// <remarks>https://www.vldb.org/pvldb/vol8/p1816-teller.pdf, 4.1.2.</remarks>
internal struct XorColumn
{
    private ulong _before;
    private int _leading;
    private int _trailing;

    /// <summary>Writes the first value whole.</summary>
    public void Begin(BitWriter to, double value)
    {
        _before = BitConverter.DoubleToUInt64Bits(value);
        (_leading, _trailing) = (-1, 0);
        to.Bits(_before, 64);
    }

    /// <summary>Writes a further one.</summary>
    public void Add(BitWriter to, double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong difference = bits ^ _before;
        _before = bits;
        if (difference == 0)
        {
            to.Bits(0, 1);
            return;
        }

        // Leading zeros are told in 5 bits.
        int leading = Math.Min(BitOperations.LeadingZeroCount(difference), 31);
        int trailing = BitOperations.TrailingZeroCount(difference);
        if (_leading >= 0 && leading >= _leading && trailing >= _trailing)
        {
            to.Bits(0b10, 2);
            to.Bits(difference >> _trailing, 64 - _leading - _trailing);
            return;
        }

        (_leading, _trailing) = (leading, trailing);
        int length = 64 - leading - trailing;
        to.Bits(0b11, 2);
        to.Bits((ulong)leading, 5);

        // 64 goes as 0: a length of 0 cannot be.
        to.Bits((ulong)length & 0x3f, 6);
        to.Bits(difference >> trailing, length);
    }
}
