using System.Buffers.Binary;

namespace Vigia.Server.Protobuf;

/// <summary>
/// Reads one protobuf message's fields in the order they stand, without a copy. What it does not know is passed over. Allocates nothing but errors.
/// </summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding/.</remarks>
internal ref struct ProtobufReader
{
    private readonly ReadOnlySpan<byte> _message;
    private int _position;
    private int _wireType;

    /// <summary>A reader at the message's begin.</summary>
    public ProtobufReader(ReadOnlySpan<byte> message) => _message = message;

    /// <summary>Where it stands.</summary>
    public readonly int Position => _position;

    /// <summary>The next field's number; 0 at the end.</summary>
    /// <exception cref="ProtobufException">There is no proper field.</exception>
    public int NextField()
    {
        if (_position >= _message.Length)
        {
            return 0;
        }

        ulong tag = Varint();
        _wireType = (int)(tag & 7);
        ulong number = tag >> 3;
        return number is 0 or > 0x1fff_ffff ? throw new ProtobufException("a field has an impossible number") : (int)number;
    }

    /// <summary>The field as a whole number of any kind.</summary>
    public ulong Integer()
    {
        Expect(0);
        return Varint();
    }

    /// <summary>The field as a signed whole number, written plainly (<c>int32</c>, <c>int64</c>).</summary>
    public long Signed() => (long)Integer();

    /// <summary>The field as a signed whole number in zigzag (<c>sint32</c>, <c>sint64</c>).</summary>
    public long ZigZag() => Undo(Integer());

    /// <summary>The field as 8 bytes (<c>fixed64</c>).</summary>
    public ulong Fixed64()
    {
        Expect(1);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    /// <summary>The field as a float of 8 bytes.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>The field's bytes: text, bytes, a message or packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(2);
        ulong length = Varint();
        return length > (ulong)(_message.Length - _position) ? throw Cut() : Take((int)length);
    }

    /// <summary>Passes over the field.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case 0: Varint(); break;
            case 1: Take(8); break;
            case 2: Bytes(); break;
            case 5: Take(4); break;
            default: throw new ProtobufException($"wire type {_wireType}");
        }
    }

    /// <summary>Adds a repeated number, packed or not.</summary>
    public void AddIntegers(List<ulong> to)
    {
        if (_wireType != 2)
        {
            to.Add(Integer());
            return;
        }

        var packed = new ProtobufReader(Bytes());
        while (packed._position < packed._message.Length)
        {
            to.Add(packed.Varint());
        }
    }

    /// <summary>Adds a repeated number in zigzag, packed or not.</summary>
    public void AddZigZag(List<long> to)
    {
        if (_wireType != 2)
        {
            to.Add(ZigZag());
            return;
        }

        var packed = new ProtobufReader(Bytes());
        while (packed._position < packed._message.Length)
        {
            to.Add(Undo(packed.Varint()));
        }
    }

    /// <summary>Adds a repeated float, packed or not.</summary>
    public void AddDoubles(List<double> to)
    {
        if (_wireType != 2)
        {
            to.Add(Double());
            return;
        }

        ReadOnlySpan<byte> packed = Bytes();
        if (packed.Length % 8 != 0)
        {
            throw Cut();
        }

        for (; !packed.IsEmpty; packed = packed[8..])
        {
            to.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed));
        }
    }

    /// <summary>Adds a repeated number of 8 bytes, packed or not.</summary>
    public void AddFixed64(List<ulong> to)
    {
        if (_wireType != 2)
        {
            to.Add(Fixed64());
            return;
        }

        ReadOnlySpan<byte> packed = Bytes();
        if (packed.Length % 8 != 0)
        {
            throw Cut();
        }

        for (; !packed.IsEmpty; packed = packed[8..])
        {
            to.Add(BinaryPrimitives.ReadUInt64LittleEndian(packed));
        }
    }

    /// <summary>A number of 7 bits a byte, outside a field: a delimited message's length.</summary>
    public ulong Varint()
    {
        ReadOnlySpan<byte> message = _message;
        int i = _position;
        if ((uint)i < (uint)message.Length && message[i] < 0x80)
        {
            _position = i + 1;
            return message[i];
        }

        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if ((uint)i >= (uint)message.Length)
            {
                throw Cut();
            }

            byte b = message[i++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                _position = i;
                return value;
            }
        }

        throw new ProtobufException("a number has more than 10 bytes");
    }

    /// <summary>The bytes of a length that was just read.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _message.Length - _position)
        {
            throw Cut();
        }

        ReadOnlySpan<byte> bytes = _message.Slice(_position, length);
        _position += length;
        return bytes;
    }

    private static long Undo(ulong zigZag) => (long)(zigZag >> 1) ^ -(long)(zigZag & 1);

    private static ProtobufException Cut() => new("the message is cut off");

    private readonly void Expect(int wireType)
    {
        if (_wireType != wireType)
        {
            throw new ProtobufException($"a field has wire type {_wireType}, expected {wireType}");
        }
    }
}
