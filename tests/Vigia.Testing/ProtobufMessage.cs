using System.Buffers.Binary;
using System.Text;

namespace Vigia.Testing;

/// <summary>
/// A protobuf message read by field numbers alone, so that what a program sends is checked against the published numbers
/// and not against the code that wrote it.
/// </summary>
public sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, byte[]? Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ulong tag = ReadVarint(ref bytes);
            int number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((number, ReadVarint(ref bytes), null));
                    break;
                case 1:
                    _fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(bytes), null));
                    bytes = bytes[8..];
                    break;
                case 2:
                    int length = (int)ReadVarint(ref bytes);
                    _fields.Add((number, 0, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                case 5:
                    _fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(bytes), null));
                    bytes = bytes[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} of field {number}.");
            }
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int number) => AllBytes(number).Select(bytes => new ProtobufMessage(bytes));

    public byte[] Bytes(int number) => AllBytes(number).FirstOrDefault() ?? [];

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public ulong Number(int number) => _fields.FirstOrDefault(field => field.Number == number && field.Bytes is null).Value;

    /// <summary>Reads repeated <c>opentelemetry.proto.common.v1.KeyValue</c>: key 1, value 2 (string 1, bool 2, int 3, double 4).</summary>
    public IReadOnlyDictionary<string, string> Attributes(int number) => Messages(number).ToDictionary(
        pair => pair.Text(1),
        pair => pair.Messages(2).First() is var value && value._fields.Count > 0 && value._fields[0].Bytes is null
            ? value._fields[0].Value.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : value.Text(1));

    private IEnumerable<byte[]> AllBytes(int number) => _fields.Where(field => field.Number == number).Select(field => field.Bytes).OfType<byte[]>();

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A varint has more than 10 bytes.");
    }
}
