using System.Buffers;
using MQTTnet.Packets;
using Vigia.Fuzz.Inputs;
using Vigia.Integration.Listeners.Mqtt;

namespace Vigia.Fuzz.Targets;

/// <summary>The bytes of an MQTT connection from its first: framing and decoding of every packet that a client may send.</summary>
internal sealed class MqttPacketTarget : IFuzzTarget
{
    private const int MaxBytes = 2048;

    public string Name => "mqtt-packet";

    public int BaseBytes => 64 * 1024;

    public int BytesPerInputByte => 2048;

    public void Run(byte[] input)
    {
        string whole = Read(new ReadOnlySequence<byte>(input));
        string split = Read(SplitSequence.Of(input, 3));
        FuzzFindingException.ThrowIf(whole != split, $"whole: {whole}; in pieces: {split}");
    }

    private static string Read(ReadOnlySequence<byte> bytes)
    {
        var decoder = new MqttDecoder();
        int count = 0;
        try
        {
            while (MqttFrame.TryRead(ref bytes, MaxBytes, out MqttFrame frame))
            {
                FuzzFindingException.ThrowIf(frame.Size < 2 || frame.Body.Length > MaxBytes, "a packet out of bounds");
                if (count++ == 0)
                {
                    if (frame.Type != MqttPacketType.Connect)
                    {
                        break;
                    }

                    decoder.DecodeConnect(frame);
                    continue;
                }

                Decode(decoder, frame);
            }
        }
        catch (MqttProtocolException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Message.Length == 0 || refusal.Failure.Length == 0, "a refusal without reason");
            return $"{count} {refusal.Reason} {refusal.Failure}";
        }

        return $"{count} {bytes.Length}";
    }

    private static void Decode(MqttDecoder decoder, MqttFrame frame)
    {
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                MqttPublishTarget.Check(decoder.Decode<MqttPublishPacket>(frame));
                break;
            case MqttPacketType.Subscribe:
                decoder.Decode<MqttSubscribePacket>(frame);
                break;
            case MqttPacketType.Unsubscribe:
                decoder.Decode<MqttUnsubscribePacket>(frame);
                break;
        }
    }
}
