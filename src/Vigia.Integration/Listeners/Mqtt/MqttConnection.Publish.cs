using System.Globalization;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Mqtt;

/// <content>Messages: from a PUBLISH packet to the intake, and from its answer to the acknowledgement.</content>
internal sealed partial class MqttConnection
{
    private static readonly TimeSpan FullQueuePoll = TimeSpan.FromMilliseconds(25);

    private bool _tellsWhy;
    private long _unnumbered;

    private async Task PublishAsync(MqttFrame frame)
    {
        MqttPublishPacket packet = _decoder.Decode<MqttPublishPacket>(frame);
        Check(packet);
        await _acknowledgements!.WaitForRoomAsync(frame.Size, _ending.Token);
        await WaitWhileFullAsync();

        bool isMapped = _services.Topics.TryMap(packet.Topic, out string type, out string? key);
        IncomingMessage message = MqttMessageMapper.Map(
            packet, _identity!, isMapped ? type : null, key, RequestId(packet.PacketIdentifier), _remoteAddress, out string? error);
        _acknowledgements.Add(
            packet.PacketIdentifier,
            frame.Size,
            TakeIn(message, error ?? (isMapped ? null : "No message type belongs to this topic.")),
            _tellsWhy,
            isMapped ? null : MqttReason.TopicNameInvalid);
    }

    private ValueTask<IntakeResult> TakeIn(IncomingMessage message, string? error)
    {
        if (error is not null)
        {
            return new(_services.Intake.Refuse(message, IntakeResult.Malformed(error, null)));
        }

        if (_services.Options.PayloadFormat == MqttPayloadFormat.Envelope
            && !MqttMessageMapper.TryOpen(ref message, _services.Admission, out IntakeResult refusal))
        {
            return new(_services.Intake.Refuse(message, refusal));
        }

        // Not cancelled when the client goes: what is on its way to the disk may as well arrive there.
        return _services.Intake.AcceptAsync(message, CancellationToken.None);
    }

    private void Check(MqttPublishPacket packet)
    {
        if (packet.QualityOfServiceLevel > MqttQualityOfServiceLevel.AtLeastOnce)
        {
            throw packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce
                ? new MqttProtocolException(MqttReason.QosNotSupported, "protocol", "QoS 2 is not supported; 0 and 1 are.")
                : MqttProtocolException.Malformed("A message with QoS 3.");
        }

        if (packet.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtLeastOnce && packet.PacketIdentifier == 0)
        {
            throw MqttProtocolException.Error("A message with QoS 1 and packet id 0.");
        }

        if (packet.TopicAlias != 0)
        {
            throw new MqttProtocolException(MqttReason.TopicAliasInvalid, "protocol", "Topic aliases are not supported.");
        }

        if (string.IsNullOrEmpty(packet.Topic) || packet.Topic.AsSpan().ContainsAny('+', '#', '\0'))
        {
            throw new MqttProtocolException(MqttReason.TopicNameInvalid, "protocol", "An empty topic name, or one with +, # or NUL.");
        }

        // MQTT 3.1.1 has no way to say that nothing is retained; there the flag is passed over.
        if (packet.Retain && _decoder.IsVersion5)
        {
            throw new MqttProtocolException(MqttReason.RetainNotSupported, "protocol", "Messages are not retained here.");
        }
    }

    /// <summary>
    /// Back-pressure by TCP: while the queue is full nothing more is read and the client's own writes stall. After a
    /// while the intake is asked all the same and says no, so that the client learns of it.
    /// </summary>
    private async ValueTask WaitWhileFullAsync()
    {
        if (_services.Queue.Count < _services.Queue.Capacity)
        {
            return;
        }

        long deadline = Deadline(_services.Options.BackPressureSeconds);
        while (_services.Queue.Count >= _services.Queue.Capacity && !_services.Drain.IsDraining && _services.Time.GetTimestamp() < deadline)
        {
            await Task.Delay(FullQueuePoll, _services.Time, _ending.Token);
        }
    }

    private string RequestId(ushort packetId) => packetId != 0
        ? string.Create(CultureInfo.InvariantCulture, $"{_clientId}:{packetId}")
        : string.Create(CultureInfo.InvariantCulture, $"{_clientId}:q0-{++_unnumbered}");
}
