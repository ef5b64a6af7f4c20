using System.Buffers;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Vigia.Integration.Listeners.Mqtt;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Mqtt;

/// <summary>What is written here is read with MQTTnet.</summary>
public sealed class MqttPacketWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void ConnAck_Version5_TellsTheLimits()
    {
        MqttPacketWriter.ConnAck(_output, version5: true, MqttReason.Success, new MqttConnectAnswer(32, 1_000_000, "auto-1"));

        var packet = Decode<MqttConnAckPacket>(5);
        Assert.Equal(MqttConnectReasonCode.Success, packet.ReasonCode);
        Assert.Equal(32, packet.ReceiveMaximum);
        Assert.Equal(1_000_000u, packet.MaximumPacketSize);
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, packet.MaximumQoS);
        Assert.Equal("auto-1", packet.AssignedClientIdentifier);
        Assert.False(packet.RetainAvailable);
        Assert.False(packet.WildcardSubscriptionAvailable);
        Assert.False(packet.SharedSubscriptionAvailable);
        Assert.False(packet.SubscriptionIdentifiersAvailable);
        Assert.Equal(0u, packet.SessionExpiryInterval);
    }

    [Theory]
    [InlineData("short")]
    [InlineData(null)]
    [InlineData("ção")]
    public void PubAck_Version5_CarriesReasonAndText(string? text)
    {
        MqttPacketWriter.PubAck(_output, version5: true, 513, MqttReason.PayloadFormatInvalid, text);

        var packet = Decode<MqttPubAckPacket>(5);
        Assert.Equal(513, packet.PacketIdentifier);
        Assert.Equal(MqttPubAckReasonCode.PayloadFormatInvalid, packet.ReasonCode);
        Assert.Equal(text, packet.ReasonString);
    }

    [Fact]
    public void PubAck_LongText_IsCutAtAWholeCharacter()
    {
        MqttPacketWriter.PubAck(_output, version5: true, 1, MqttReason.PayloadFormatInvalid, new string('ç', 500));

        Assert.Equal(new string('ç', 128), Decode<MqttPubAckPacket>(5).ReasonString);
    }

    [Fact]
    public void Disconnect_Version5_CarriesReason()
    {
        MqttPacketWriter.Disconnect(_output, MqttReason.SessionTakenOver, null);

        Assert.Equal(MqttDisconnectReasonCode.SessionTakenOver, Decode<MqttDisconnectPacket>(5).ReasonCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(20_000)]
    public void SubscriptionAck_ManyFilters_HasAReasonForEach(int count)
    {
        _output.Write(MqttPacketWriter.SubscriptionAck(MqttPacketType.SubAck, version5: true, 7, count, 0x87));

        var packet = Decode<MqttSubAckPacket>(5);
        Assert.Equal(7, packet.PacketIdentifier);
        Assert.Equal(count, packet.ReasonCodes.Count);
        Assert.All(packet.ReasonCodes, code => Assert.Equal(MqttSubscribeReasonCode.NotAuthorized, code));
    }

    private T Decode<T>(int version)
        where T : MqttPacket
    {
        var buffer = new ReadOnlySequence<byte>(_output.WrittenMemory);
        var reader = new SequenceReader<byte>(buffer);
        reader.TryRead(out byte header);
        int length = 0;
        for (int shift = 0; reader.TryRead(out byte digit); shift += 7)
        {
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                break;
            }
        }

        Assert.Equal(length, reader.Remaining);
        var adapter = new MqttPacketFormatterAdapter((MqttProtocolVersion)version, new MqttBufferWriter(1, 1));
        return (T)adapter.Decode(new ReceivedMqttPacket(header, new ArraySegment<byte>([.. reader.UnreadSequence.ToArray()]), (int)buffer.Length));
    }
}
