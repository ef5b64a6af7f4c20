namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>What an MQTT 5 client is told when it is let in.</summary>
internal sealed record MqttConnectAnswer(int ReceiveMaximum, int MaximumPacketSize, string? AssignedClientId);
