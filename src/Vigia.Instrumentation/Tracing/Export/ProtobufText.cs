using System.Buffers.Binary;
using System.Text;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>
/// A growing buffer of protobuf's wire format (https://protobuf.dev/programming-guides/encoding/), written field by
/// field. Not thread safe; allocates only to grow.
/// </summary>
internal sealed class ProtobufText(int capacity)
{
    private const int MaxVarint = 10;

    private byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public int Capacity => _buffer.Length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ArraySegment<byte> Segment => new(_buffer, 0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes back everything from <paramref name="position"/> on.</summary>
    public void Rewind(int position) => Length = position;

    /// <summary>Bytes that a varint takes.</summary>
    public static int SizeOf(ulong value) => ((63 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7) + 1;

    public void Varint(int field, ulong value)
    {
        Tag(field, 0);
        Raw(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);
        Length += sizeof(ulong);
    }

    public void Fixed32(int field, uint value)
    {
        Tag(field, 5);
        BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);
        Length += sizeof(uint);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Head(field, value.Length);
        Append(value);
    }

    /// <summary>Text in UTF-8; half surrogate pairs become U+FFFD.</summary>
    public void Text(int field, ReadOnlySpan<char> value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Head(field, bytes);
        Length += Encoding.UTF8.GetBytes(value, Room(bytes));
    }

    /// <summary>
    /// A message { key 1, value 2 { 1 } } whose texts are short, in one go: most attributes are one.
    /// </summary>
    /// <returns>Whether it was written; not, where a length would take more than a byte.</returns>
    public bool TryShortPair(int field, string key, string value)
    {
        if (field > 15 || key.Length + value.Length > 120)
        {
            return false;
        }

        Span<byte> room = Room(((key.Length + value.Length) * 3) + 8);
        int keyBytes = Encoding.UTF8.GetBytes(key, room[4..]);
        int valueBytes = Encoding.UTF8.GetBytes(value, room[(keyBytes + 8)..]);
        int length = keyBytes + valueBytes + 6;
        if (length > 127)
        {
            return false;
        }

        room[0] = (byte)((field << 3) | 2);
        room[1] = (byte)length;
        room[2] = 10;
        room[3] = (byte)keyBytes;
        room = room[(keyBytes + 4)..];
        room[0] = 18;
        room[1] = (byte)(valueBytes + 2);
        room[2] = 10;
        room[3] = (byte)valueBytes;
        Length += length + 2;
        return true;
    }

    /// <summary>The head of a field of which <paramref name="length"/> bytes follow.</summary>
    public void Head(int field, int length)
    {
        Tag(field, 2);
        Raw((ulong)length);
    }

    /// <summary>Bytes as they are.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Begins a message within this one.</summary>
    /// <returns>What <see cref="Close"/> ends it by.</returns>
    public int Open(int field)
    {
        Tag(field, 2);
        // Most are short: one byte is kept for their length.
        Room(1)[0] = 0;
        return ++Length;
    }

    /// <summary>Ends a message within this one. Those opened after it are closed already.</summary>
    public void Close(int start)
    {
        int length = Length - start;
        int more = SizeOf((ulong)length) - 1;
        if (more > 0)
        {
            Room(more);
            _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + more));
        }

        Length = start - 1;
        Raw((ulong)length);
        Length += length;
    }

    private void Tag(int field, int wireType) => Raw((ulong)((field << 3) | wireType));

    private void Raw(ulong value)
    {
        if (value < 0x80)
        {
            Room(1)[0] = (byte)value;
            Length++;
            return;
        }

        Span<byte> room = Room(MaxVarint);
        int length = 0;
        while (value >= 0x80)
        {
            room[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[length++] = (byte)value;
        Length += length;
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }

        return _buffer.AsSpan(Length);
    }
}
