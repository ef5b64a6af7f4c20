using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>Decodes packets of one connection with MQTTnet's decoder. Not thread safe.</summary>
internal sealed class MqttDecoder
{
    // The adapter wants one to encode with, which is not used: the least there is.
    private readonly MqttPacketFormatterAdapter _adapter = new(new MqttBufferWriter(1, 1));

    public bool IsVersion5 => _adapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>Decodes the first packet and learns the protocol's version from it.</summary>
    /// <exception cref="MqttProtocolException">It is broken, or of another version than 3.1.1 and 5.</exception>
    public MqttConnectPacket DecodeConnect(MqttFrame frame)
    {
        ReadOnlySpan<byte> body = frame.Body;
        ReadOnlySpan<byte> name = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T'];
        if (!body.StartsWith(name) || body.Length < 8)
        {
            throw body.StartsWith((ReadOnlySpan<byte>)[0, 6, (byte)'M', (byte)'Q', (byte)'I', (byte)'s', (byte)'d', (byte)'p'])
                ? new MqttProtocolException(MqttReason.UnsupportedProtocolVersion, "protocol", "MQTT 3.1 is not supported; 3.1.1 and 5 are.")
                : MqttProtocolException.Malformed("The CONNECT packet is not MQTT's.");
        }

        if (body[6] is not (4 or 5))
        {
            throw new MqttProtocolException(
                MqttReason.UnsupportedProtocolVersion, "protocol", FormattableString.Invariant($"Protocol level {body[6]} is not supported; 4 (3.1.1) and 5 are."));
        }

        byte flags = body[7];
        if ((flags & 0x01) != 0 || ((flags >> 3) & 3) == 3 || ((flags & 0x04) == 0 && (flags & 0x38) != 0) || (body[6] == 4 && (flags & 0xC0) == 0x40))
        {
            throw MqttProtocolException.Malformed(FormattableString.Invariant($"The CONNECT packet's flags are 0x{flags:x2}."));
        }

        // MQTT 3.1.1, section 3.1.3.1: there is an answer to this, but the decoder only knows an exception.
        if (body[6] == 4 && (flags & 0x02) == 0 && body.Length >= 12 && body[10] == 0 && body[11] == 0)
        {
            throw new MqttProtocolException(MqttReason.ClientIdentifierNotValid, "refused", "No client id, but a session to be kept.");
        }

        var received = Received(frame);
        return Decode(() =>
        {
            _adapter.DetectProtocolVersion(received);
            return (MqttConnectPacket)_adapter.Decode(received);
        });
    }

    /// <summary>Decodes a packet after the first.</summary>
    /// <exception cref="MqttProtocolException">It is broken.</exception>
    public T Decode<T>(MqttFrame frame)
        where T : MqttPacket => Decode(() => (T)_adapter.Decode(Received(frame)));

    private static ReceivedMqttPacket Received(MqttFrame frame) => new(frame.Header, new ArraySegment<byte>(frame.Body), frame.Size);

    private static T Decode<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The decoder works on bytes in memory alone and has a whole family of exceptions for what is wrong with them.
            throw MqttProtocolException.Malformed("A packet is broken: " + exception.Message);
        }
    }
}
