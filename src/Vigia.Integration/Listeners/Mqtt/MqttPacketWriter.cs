using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>
/// Writes the few packets that this side sends. MQTTnet's encoder does not fit: it makes an array per PUBACK and leaves
/// out properties whose value is 0, of which a CONNACK needs several (MQTT 5, section 3.2.2.3).
/// </summary>
internal static class MqttPacketWriter
{
    private const int MaxReasonStringBytes = 256;

    public static void ConnAck(IBufferWriter<byte> output, bool version5, MqttReason reason, MqttConnectAnswer? answer = null)
    {
        if (!version5)
        {
            output.Write((ReadOnlySpan<byte>)[0x20, 2, 0, MqttReasons.ConnectReturnCode(reason)]);
            return;
        }

        Span<byte> properties = stackalloc byte[64 + MaxReasonStringBytes];
        int length = 0;
        if (answer is not null)
        {
            // No session is kept: whatever the client asked for, it expires at once.
            Property32(properties, ref length, 0x11, 0);
            Property16(properties, ref length, 0x21, (ushort)answer.ReceiveMaximum);
            Property8(properties, ref length, 0x24, 1); // Maximum QoS
            Property8(properties, ref length, 0x25, 0); // Retain Available
            Property32(properties, ref length, 0x27, (uint)answer.MaximumPacketSize);
            Property8(properties, ref length, 0x28, 0); // Wildcard Subscription Available
            Property8(properties, ref length, 0x29, 0); // Subscription Identifiers Available
            Property8(properties, ref length, 0x2A, 0); // Shared Subscription Available
            PropertyText(properties, ref length, 0x12, answer.AssignedClientId);
        }

        int body = 2 + LengthSize(length) + length;
        Span<byte> packet = output.GetSpan(5 + body);
        int position = Header(packet, 0x20, body);
        packet[position++] = 0;
        packet[position++] = (byte)reason;
        position += WriteLength(packet[position..], length);
        properties[..length].CopyTo(packet[position..]);
        output.Advance(position + length);
    }

    public static void PubAck(IBufferWriter<byte> output, bool version5, ushort packetId, MqttReason reason, string? reasonString)
    {
        if (version5 && reason != MqttReason.Success)
        {
            WithReason(output, 0x40, packetId, reason, reasonString);
            return;
        }

        Span<byte> packet = output.GetSpan(4);
        packet[0] = 0x40;
        packet[1] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], packetId);
        output.Advance(4);
    }

    /// <summary>The server's DISCONNECT packet, which there is in MQTT 5 alone.</summary>
    public static void Disconnect(IBufferWriter<byte> output, MqttReason reason, string? reasonString) =>
        WithReason(output, 0xE0, null, reason, reasonString);

    public static byte[] PingResp { get; } = [0xD0, 0];

    /// <summary>SUBACK or UNSUBACK with one and the same reason for each topic filter.</summary>
    public static byte[] SubscriptionAck(MqttPacketType type, bool version5, ushort packetId, int count, byte reason)
    {
        // An UNSUBACK of MQTT 3.1.1 has no payload.
        int reasons = type == MqttPacketType.UnsubAck && !version5 ? 0 : count;
        int body = 2 + (version5 ? 1 : 0) + reasons;
        byte[] packet = new byte[1 + LengthSize(body) + body];
        int position = Header(packet, (byte)((int)type << 4), body);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(position), packetId);
        packet.AsSpan(packet.Length - reasons).Fill(reason);
        return packet;
    }

    private static void WithReason(IBufferWriter<byte> output, byte type, ushort? packetId, MqttReason reason, string? reasonString)
    {
        Span<byte> properties = stackalloc byte[3 + MaxReasonStringBytes];
        int length = 0;
        PropertyText(properties, ref length, 0x1F, reasonString);
        int body = (packetId is null ? 0 : 2) + 1 + LengthSize(length) + length;
        Span<byte> packet = output.GetSpan(5 + body);
        int position = Header(packet, type, body);
        if (packetId is { } id)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[position..], id);
            position += 2;
        }

        packet[position++] = (byte)reason;
        position += WriteLength(packet[position..], length);
        properties[..length].CopyTo(packet[position..]);
        output.Advance(position + length);
    }

    private static int Header(Span<byte> packet, byte first, int bodyLength)
    {
        packet[0] = first;
        return 1 + WriteLength(packet[1..], bodyLength);
    }

    private static int LengthSize(int length) => length switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    private static int WriteLength(Span<byte> target, int length)
    {
        int written = 0;
        do
        {
            target[written++] = (byte)(length >= 128 ? length | 0x80 : length);
            length >>= 7;
        }
        while (length > 0);
        return written;
    }

    private static void Property8(Span<byte> properties, ref int length, byte id, byte value)
    {
        properties[length++] = id;
        properties[length++] = value;
    }

    private static void Property16(Span<byte> properties, ref int length, byte id, ushort value)
    {
        properties[length++] = id;
        BinaryPrimitives.WriteUInt16BigEndian(properties[length..], value);
        length += 2;
    }

    private static void Property32(Span<byte> properties, ref int length, byte id, uint value)
    {
        properties[length++] = id;
        BinaryPrimitives.WriteUInt32BigEndian(properties[length..], value);
        length += 4;
    }

    private static void PropertyText(Span<byte> properties, ref int length, byte id, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        // Cut at a whole character where it is too long; what cannot be encoded becomes U+FFFD.
        Span<byte> target = properties.Slice(length + 3, Math.Min(MaxReasonStringBytes, properties.Length - length - 3));
        Encoding.UTF8.GetEncoder().Convert(text, target, flush: true, out _, out int written, out _);
        properties[length] = id;
        BinaryPrimitives.WriteUInt16BigEndian(properties[(length + 1)..], (ushort)written);
        length += 3 + written;
    }
}
