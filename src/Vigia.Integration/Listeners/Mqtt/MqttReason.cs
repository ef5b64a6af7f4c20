using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>The reason codes that are used here (MQTT 5, section 2.4).</summary>
internal enum MqttReason : byte
{
    Success = 0x00,
    NoSubscriptionExisted = 0x11,
    Unspecified = 0x80,
    MalformedPacket = 0x81,
    ProtocolError = 0x82,
    ImplementationSpecific = 0x83,
    UnsupportedProtocolVersion = 0x84,
    ClientIdentifierNotValid = 0x85,
    BadUserNameOrPassword = 0x86,
    NotAuthorized = 0x87,
    ServerUnavailable = 0x88,
    ServerShuttingDown = 0x8B,
    BadAuthenticationMethod = 0x8C,
    KeepAliveTimeout = 0x8D,
    SessionTakenOver = 0x8E,
    TopicNameInvalid = 0x90,
    TopicAliasInvalid = 0x94,
    PacketTooLarge = 0x95,
    QuotaExceeded = 0x97,
    PayloadFormatInvalid = 0x99,
    RetainNotSupported = 0x9A,
    QosNotSupported = 0x9B,
}

internal static class MqttReasons
{
    /// <summary>
    /// The reason code of a PUBACK packet. 0x95, packet too large, is none of those that it may carry (section 3.4.2.1):
    /// a payload over its limit in a packet within its own is an implementation specific error.
    /// </summary>
    public static MqttReason ForPublish(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Accepted or IntakeOutcome.Replayed => MqttReason.Success,
        IntakeOutcome.InFlight or IntakeOutcome.RateLimited or IntakeOutcome.Unavailable => MqttReason.QuotaExceeded,
        IntakeOutcome.Forbidden => MqttReason.NotAuthorized,
        IntakeOutcome.TooLarge => MqttReason.ImplementationSpecific,
        _ => MqttReason.PayloadFormatInvalid,
    };

    /// <summary>
    /// Whether sending the same message again later can help. MQTT 3.1.1 cannot say so: there such a message is left
    /// unacknowledged and the connection closed, so that the client sends it again after it comes back.
    /// </summary>
    public static bool IsTemporary(IntakeOutcome outcome) => outcome is IntakeOutcome.InFlight or IntakeOutcome.RateLimited or IntakeOutcome.Unavailable;

    /// <summary>The return code of a CONNACK packet of MQTT 3.1.1 (section 3.2.2.3).</summary>
    public static byte ConnectReturnCode(MqttReason reason) => reason switch
    {
        MqttReason.Success => 0,
        MqttReason.UnsupportedProtocolVersion => 1,
        MqttReason.ClientIdentifierNotValid => 2,
        MqttReason.BadUserNameOrPassword => 4,
        MqttReason.NotAuthorized => 5,
        _ => 3,
    };
}
