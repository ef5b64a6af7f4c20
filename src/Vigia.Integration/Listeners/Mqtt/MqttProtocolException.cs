namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>The client broke the protocol or a limit: the connection ends.</summary>
/// <param name="reason">What an MQTT 5 client is told.</param>
/// <param name="failure">The type in <c>connection_errors_total</c>.</param>
/// <param name="message">What was wrong, for the log and for an MQTT 5 client.</param>
internal sealed class MqttProtocolException(MqttReason reason, string failure, string message) : Exception(message)
{
    public MqttReason Reason => reason;

    public string Failure => failure;

    public static MqttProtocolException Malformed(string message) => new(MqttReason.MalformedPacket, "protocol", message);

    public static MqttProtocolException Error(string message) => new(MqttReason.ProtocolError, "protocol", message);
}
