using System.Buffers.Binary;
using System.Text;

namespace Vigia.Testing.Metrics;

/// <summary>One field of a protobuf message, read from the published encoding and not with the code under test.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Raw">Its value where it is a number; of 8 bytes: their bits.</param>
/// <param name="Bytes">Its value where it has a length.</param>
/// <remarks>https://protobuf.dev/programming-guides/encoding/.</remarks>
public readonly record struct ProtobufField(int Number, ulong Raw, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public double AsFloat => BitConverter.UInt64BitsToDouble(Raw);

    public long ZigZag => (long)(Raw >> 1) ^ -(long)(Raw & 1);

    /// <summary>The fields of a message in their order.</summary>
    public static List<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Varint(message.Span, ref at);
            int number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new ProtobufField(number, Varint(message.Span, ref at), default));
                    break;
                case 1:
                    fields.Add(new ProtobufField(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message.Span, ref at);
                    fields.Add(new ProtobufField(number, 0, message.Slice(at, length)));
                    at += length;
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7}");
            }
        }

        return fields;
    }

    /// <summary>A number of 7 bits a byte.</summary>
    public static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }
}
