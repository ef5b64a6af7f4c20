using System.Buffers;
using MQTTnet.Packets;
using Microsoft.Extensions.Options;
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
    private static readonly AdmissionOptions Admission = new() { MaxMessageBytes = 512, MaxHeaders = 4 };
    private static readonly Identity Sender = new() { Subject = "key:fuzz", Kind = "key", Scopes = new HashSet<string> { Scopes.Send } };
    private static readonly byte[] Connect3 = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 1, (byte)'c'];
    private static readonly byte[] Connect5 = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0, 1, (byte)'c'];
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
        decoder.DecodeConnect(new MqttFrame(0x10, (input[0] & 1) != 0 ? Connect5 : Connect3));
        try
        {
            Check(decoder.Decode<MqttPublishPacket>(new MqttFrame((byte)(0x30 | (input[0] & 6)), input[1..])));
        }
        catch (MqttProtocolException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Message.Length == 0 || refusal.Failure.Length == 0, "a refusal without reason");
        }
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
