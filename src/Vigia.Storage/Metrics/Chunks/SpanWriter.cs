using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>Writes into room that its owner made large enough; writing beyond it throws.</summary>
internal ref struct SpanWriter(Span<byte> room)
{
    private readonly Span<byte> _room = room;

    /// <summary>How many bytes were written.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _room[..Length];

    public readonly Span<byte> Room => _room[Length..];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value) => _room[Length++] = value;

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_room[Length..], value);
        Length += 8;
    }

    public void Double(double value) => UInt64(BitConverter.DoubleToUInt64Bits(value));

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _room[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _room[Length++] = (byte)value;
    }

    public void Svarint(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    public void Text(string value)
    {
        int count = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)count);
        Encoding.UTF8.GetBytes(value, _room.Slice(Length, count));
        Length += count;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_room[Length..]);
        Length += bytes.Length;
    }

    public void Advance(int count) => Length += count;

    /// <summary>Bytes that a text takes at most.</summary>
    public static int TextBound(string value) => 5 + (value.Length * 3);
}
