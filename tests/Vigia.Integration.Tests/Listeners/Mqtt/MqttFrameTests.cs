using System.Buffers;
using CsCheck;
using Vigia.Integration.Listeners.Mqtt;
using Vigia.Testing.Mqtt;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Mqtt;

public sealed class MqttFrameTests
{
    [Fact]
    public void TryRead_WholePackets_GivesThemBack() =>
        Gen.Byte.Array[0, 40_000].Sample(body =>
        {
            byte[] packet = RawMqttClient.Packet(0x30, body);
            var buffer = new ReadOnlySequence<byte>([.. packet, 0xC0, 0]);

            Assert.True(MqttFrame.TryRead(ref buffer, 1_000_000, out MqttFrame frame));
            Assert.Equal(body, frame.Body);
            Assert.Equal(packet.Length, frame.Size);
            Assert.True(MqttFrame.TryRead(ref buffer, 1_000_000, out frame));
            Assert.Equal(MqttPacketType.PingReq, frame.Type);
            Assert.True(buffer.IsEmpty);
        });

    [Fact]
    public void TryRead_PartOfAPacket_WaitsAndTakesNothing() =>
        Gen.Byte.Array[1, 300].SelectMany(body => Gen.Int[0, body.Length].Select(cut => (body, cut))).Sample(sample =>
        {
            byte[] packet = RawMqttClient.Packet(0x30, sample.body);
            var buffer = new ReadOnlySequence<byte>(packet, 0, sample.cut);

            Assert.False(MqttFrame.TryRead(ref buffer, 1_000_000, out _));
            Assert.Equal(sample.cut, buffer.Length);
        });

    [Fact]
    public void TryRead_LengthOverTheLimit_IsRefusedBeforeTheBodyIsThere()
    {
        var buffer = new ReadOnlySequence<byte>([0x30, 0xFF, 0xFF, 0xFF, 0x7F]);

        MqttProtocolException exception = Assert.Throws<MqttProtocolException>(() => MqttFrame.TryRead(ref buffer, 1024, out _));
        Assert.Equal(MqttReason.PacketTooLarge, exception.Reason);
    }

    [Theory]
    [InlineData(new byte[] { 0x30, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(new byte[] { 0x00, 0x00 })]
    [InlineData(new byte[] { 0x80, 0x00 })]
    [InlineData(new byte[] { 0xC1, 0x00 })]
    public void TryRead_BrokenHeader_IsMalformed(byte[] bytes)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(MqttReason.MalformedPacket, Assert.Throws<MqttProtocolException>(() => MqttFrame.TryRead(ref buffer, 1024, out _)).Reason);
    }

    [Fact]
    public void Decode_AnyBytes_GivesAPacketOrAProtocolException()
    {
        byte[] connect4 = RawMqttClient.Connect(4, "c", "p");
        byte[] connect5 = RawMqttClient.Connect(5, "c", "p");
        Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Byte.Array[0, 200]).Sample((version5, kind, body) =>
        {
            var decoder = new MqttDecoder();
            decoder.DecodeConnect(Frame(version5 ? connect5 : connect4));
            try
            {
                switch (kind)
                {
                    case 0:
                        decoder.Decode<MQTTnet.Packets.MqttPublishPacket>(Frame(RawMqttClient.Packet(0x32, body)));
                        break;
                    case 1:
                        decoder.Decode<MQTTnet.Packets.MqttSubscribePacket>(Frame(RawMqttClient.Packet(0x82, body)));
                        break;
                    default:
                        new MqttDecoder().DecodeConnect(Frame(RawMqttClient.Packet(0x10, [.. connect5[2..8], .. body])));
                        break;
                }
            }
            catch (MqttProtocolException)
            {
                // That is how it says so.
            }
        });
    }

    private static MqttFrame Frame(byte[] packet)
    {
        var buffer = new ReadOnlySequence<byte>(packet);
        Assert.True(MqttFrame.TryRead(ref buffer, 1_000_000, out MqttFrame frame));
        return frame;
    }
}
