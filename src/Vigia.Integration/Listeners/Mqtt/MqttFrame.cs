using System.Buffers;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>One control packet as it came: its first byte, and its body in an array that nobody else has.</summary>
internal readonly record struct MqttFrame(byte Header, byte[] Body)
{
    private const int MaxLengthBytes = 4;

    public MqttPacketType Type => (MqttPacketType)(Header >> 4);

    /// <summary>Bytes on the wire.</summary>
    public int Size { get; private init; }

    /// <summary>
    /// Takes a whole packet off the front of <paramref name="buffer"/>. A length over the limit is refused as soon as it is
    /// read: nothing is set aside for a body that may never come.
    /// </summary>
    /// <returns>False: there is more to come.</returns>
    /// <exception cref="MqttProtocolException">Flags or length are wrong, or the length is over the limit.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxBytes, out MqttFrame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out byte header))
        {
            return false;
        }

        CheckFlags(header);
        int length = 0;
        for (int i = 0; ; i++)
        {
            if (i == MaxLengthBytes)
            {
                throw MqttProtocolException.Malformed("The packet's length has more than four bytes.");
            }

            if (!reader.TryRead(out byte digit))
            {
                return false;
            }

            length |= (digit & 0x7F) << (7 * i);
            if ((digit & 0x80) == 0)
            {
                break;
            }
        }

        long size = reader.Consumed + length;
        if (size > maxBytes)
        {
            throw new MqttProtocolException(
                MqttReason.PacketTooLarge, "limit", FormattableString.Invariant($"The packet has {size} bytes; {maxBytes} are allowed."));
        }

        if (reader.Remaining < length)
        {
            return false;
        }

        byte[] body = length == 0 ? [] : buffer.Slice(reader.Position, length).ToArray();
        buffer = buffer.Slice(size);
        frame = new MqttFrame(header, body) { Size = (int)size };
        return true;
    }

    // MQTT 5, section 2.1.3: flags that are reserved must have the value given there.
    private static void CheckFlags(byte header)
    {
        int flags = header & 0x0F;
        bool right = (MqttPacketType)(header >> 4) switch
        {
            MqttPacketType.Publish => true,
            MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe => flags == 0x02,
            MqttPacketType.Reserved => false,
            _ => flags == 0,
        };
        if (!right)
        {
            throw MqttProtocolException.Malformed(FormattableString.Invariant($"A packet begins with 0x{header:x2}."));
        }
    }
}
