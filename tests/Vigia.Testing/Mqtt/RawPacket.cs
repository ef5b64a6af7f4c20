namespace Vigia.Testing.Mqtt;

/// <summary>A packet as it came; type 0 stands for the end of the connection.</summary>
internal sealed record RawPacket(int Type, byte[] Body)
{
    public static readonly RawPacket Closed = new(0, []);

    public int PacketId => (Body[0] << 8) | Body[1];

    /// <summary>The reason code of a PUBACK of MQTT 5.</summary>
    public int Reason => Body.Length > 2 ? Body[2] : 0;
}
