using Vigia.Instrumentation.Tls;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>The MQTT listener. Section <c>Listeners:mqtt</c>.</summary>
internal sealed class MqttOptions
{
    public const string Section = "Listeners:mqtt";

    /// <summary>An IP address, <c>localhost</c>, or <c>*</c>. Any but a loopback address needs <see cref="Tls"/>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 takes a free one. Null: 1883, or 8883 with TLS.</summary>
    public int? Port { get; set; }

    public TlsOptions Tls { get; set; } = new();

    /// <summary>Which topics there are and what type of message each carries. Empty: every topic, <c>a/b/c</c> carries <c>a.b.c</c>.</summary>
    public IList<TopicRule> Topics { get; } = [];

    /// <summary>What a PUBLISH packet's payload is.</summary>
    public MqttPayloadFormat PayloadFormat { get; set; } = MqttPayloadFormat.Raw;

    /// <summary>Connections at once; further ones are closed.</summary>
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>
    /// Bytes of one packet; a longer one ends the connection before it is read. Null: a message at its limit
    /// (<c>Admission:MaxMessageBytes</c>) and what may come with it.
    /// </summary>
    public int? MaxPacketBytes { get; set; }

    /// <summary>Messages of one connection that may wait for their acknowledgement at once; MQTT 5 clients are told (Receive Maximum).</summary>
    public int MaxInFlight { get; set; } = 32;

    /// <summary>Seconds in which TLS handshake and CONNECT packet together must be there.</summary>
    public double ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds in which a packet that has begun must be there, and in which a client must take what is sent to it.</summary>
    public double PacketTimeoutSeconds { get; set; } = 30;

    /// <summary>Seconds that a connection waits while the queue is full, unread, before its message is refused.</summary>
    public double BackPressureSeconds { get; set; } = 10;

    public int EffectivePort => Port ?? (Tls.IsConfigured ? 8883 : 1883);
}
