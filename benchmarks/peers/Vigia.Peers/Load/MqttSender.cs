using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Vigia.Peers.Load;

/// <summary>MQTT 5 with QoS 1; waits for each PUBACK.</summary>
internal sealed class MqttSender : ISender
{
    private readonly IMqttClient _client;
    private readonly byte[] _payload;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private long _sent;

    private MqttSender(IMqttClient client, byte[] payload)
    {
        _client = client;
        _payload = payload;
    }

    public static async Task<MqttSender> ConnectAsync(int port, string key, byte[] payload)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("127.0.0.1", port)
                .WithProtocolVersion(MqttProtocolVersion.V500)
                .WithCredentials("key", key)
                .Build());
        return new MqttSender(client, payload);
    }

    public async Task SendAsync()
    {
        MqttClientPublishResult result = await _client.PublishAsync(
            new MqttApplicationMessageBuilder()
                .WithTopic("pedido/criado")
                .WithPayload(_payload)
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithUserProperty("idempotency-key", System.Text.Encoding.UTF8.GetBytes($"{_run}-{++_sent}"))
                .Build());
        if (!result.IsSuccess)
        {
            throw new IOException($"Not accepted: {result.ReasonCode}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
