using System.Buffers;
using Microsoft.Extensions.Options;
using MQTTnet.Packets;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Mqtt;

namespace Vigia.Fuzz.Targets;

/// <summary>
/// A PUBLISH packet's body of a client that is connected: topic, user properties, payload. The input's first byte: bit 0,
/// MQTT 5; bits 1 and 2, the quality of service.
/// </summary>
internal sealed class MqttPublishTarget : IFuzzTarget
{
    // What a length of two bytes can tell.
    private const int MaxBodyBytes = 16_383;

    private static readonly AdmissionOptions Admission = new() { MaxMessageBytes = 512, MaxHeaders = 4 };
    private static readonly Identity Sender = new() { Subject = "key:fuzz", Kind = "key", Scopes = new HashSet<string> { Scopes.Send } };
    private static readonly byte[] Connect3 = [0x10, 13, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 1, (byte)'c'];
    private static readonly byte[] Connect5 = [0x10, 14, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0, 1, (byte)'c'];
    private static readonly TopicMap AllTopics = new(Options.Create(new MqttOptions()));
    private static readonly TopicMap Rules = new(Options.Create(new MqttOptions
    {
        Topics = { new TopicRule { Topic = "loja/+/pedidos", Type = "pedido.criado", Key = "{1}" }, new TopicRule { Topic = "sensor/#", Type = "leitura" } },
    }));

    public string Name => "mqtt-publish";

    public int BaseBytes => 64 * 1024;

    public int BytesPerInputByte => 1024;

    public void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var decoder = new MqttDecoder();
        decoder.DecodeConnect(Frame((input[0] & 1) != 0 ? Connect5 : Connect3));
        try
        {
            int length = Math.Min(input.Length - 1, MaxBodyBytes);
            byte[] head = [(byte)(0x30 | (input[0] & 6)), (byte)((length & 0x7F) | 0x80), (byte)(length >> 7)];
            Check(decoder.Decode<MqttPublishPacket>(Frame([.. head, .. input.AsSpan(1, length)])));
        }
        catch (MqttProtocolException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Message.Length == 0 || refusal.Failure.Length == 0, "a refusal without reason");
        }
    }

    private static MqttFrame Frame(byte[] bytes)
    {
        var sequence = new ReadOnlySequence<byte>(bytes);
        FuzzFindingException.ThrowIf(!MqttFrame.TryRead(ref sequence, bytes.Length, out MqttFrame frame), "a whole packet that is none");
        return frame;
    }

    /// <summary>Maps a packet as a connection does.</summary>
    public static void Check(MqttPublishPacket packet)
    {
        string topic = packet.Topic ?? "";
        Rules.TryMap(topic, out _, out _);
        bool isMapped = AllTopics.TryMap(topic, out string type, out string? key);
        FuzzFindingException.ThrowIf(!isMapped, "a topic without type although there are no rules");
        IncomingMessage message = MqttMessageMapper.Map(packet, Sender, type, key, "fuzz", null, out string? error);
        FuzzFindingException.ThrowIf(error is "", "a refusal without reason");
        HttpEnvelopeTarget.CheckPayload(message.Payload, Admission.MaxDepth);
        if (!MqttMessageMapper.TryOpen(ref message, Admission, out IntakeResult refusal))
        {
            HttpEnvelopeTarget.CheckRefusal(refusal);
        }
    }
}
