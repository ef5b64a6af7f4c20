using System.Buffers.Binary;
using System.Text;

namespace Vigia.Server.Protobuf;

/// <summary>
/// Writes protobuf messages into one buffer that grows and is used again. A message inside is begun, written and ended; its length is put before
/// it then. Not thread-safe.
/// </summary>
internal sealed class ProtobufWriter
{
    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    /// <summary>How many bytes there are.</summary>
    public int Length => _length;

    public void Clear() => _length = 0;

    /// <summary>Goes back to a length that it had.</summary>
    public void Truncate(int length) => _length = length;

    public void Integer(int field, ulong value)
    {
        Varint((ulong)field << 3);
        Varint(value);
    }

    public void Signed(int field, long value) => Integer(field, (ulong)value);

    public void ZigZag(int field, long value) => Integer(field, (ulong)((value << 1) ^ (value >> 63)));

    public void Double(int field, double value)
    {
        Varint(((ulong)field << 3) | 1);
        BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
        _length += 8;
    }

    public void Text(int field, string value)
    {
        Varint(((ulong)field << 3) | 2);
        int bytes = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
        _length += bytes;
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        value.CopyTo(Room(value.Length));
        _length += value.Length;
    }

    /// <summary>Fields that are written already.</summary>
    public void Raw(ReadOnlySpan<byte> fields)
    {
        fields.CopyTo(Room(fields.Length));
        _length += fields.Length;
    }

    /// <summary>Begins a message inside; the result goes to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Varint(((ulong)field << 3) | 2);
        return _length;
    }

    /// <summary>Ends the message that began there.</summary>
    public void End(int start)
    {
        int length = _length - start;
        int size = 1;
        for (int rest = length >> 7; rest > 0; rest >>= 7)
        {
            size++;
        }

        Room(size);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size));
        _length = start;
        Varint((ulong)length);
        _length += length;
    }

    public void Varint(ulong value)
    {
        Span<byte> room = Room(10);
        int i = 0;
        for (; value >= 0x80; value >>= 7)
        {
            room[i++] = (byte)(value | 0x80);
        }

        room[i++] = (byte)value;
        _length += i;
    }

    /// <summary>Packed numbers of 7 bits a byte, in zigzag.</summary>
    public void PackedZigZag(int field, ReadOnlySpan<long> values)
    {
        int start = Begin(field);
        foreach (long value in values)
        {
            Varint((ulong)((value << 1) ^ (value >> 63)));
        }

        End(start);
    }

    /// <summary>Packed floats.</summary>
    public void PackedDoubles(int field, ReadOnlySpan<double> values)
    {
        int start = Begin(field);
        foreach (double value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
            _length += 8;
        }

        End(start);
    }

    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _length < length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + length));
        }

        return _buffer.AsSpan(_length);
    }
}
