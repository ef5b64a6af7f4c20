namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>What a PUBLISH packet's payload is.</summary>
internal enum MqttPayloadFormat
{
    /// <summary>The message's JSON value; MQTT 5 clients give its fields as user properties.</summary>
    Raw,

    /// <summary>The same JSON object around type, payload and fields that HTTP and WebSocket clients send.</summary>
    Envelope,
}
