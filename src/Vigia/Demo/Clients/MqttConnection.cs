using MQTTnet;
using MQTTnet.Formatter;

namespace Vigia.Demo.Clients;

/// <summary>One MQTT connection.</summary>
internal sealed class MqttConnection : IAsyncDisposable
{
    private MqttConnection(IMqttClient client) => Client = client;

    public IMqttClient Client { get; }

    /// <exception cref="MqttRefusedException">The module refused the credentials.</exception>
    public static async Task<MqttConnection> OpenAsync(
        Uri address, string clientId, string? secret, MqttProtocolVersion version, CancellationToken cancellationToken)
    {
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder()
            .WithTcpServer(address.Host, address.Port)
            .WithClientId(clientId)
            .WithProtocolVersion(version)
            .WithCleanStart(true)
            .WithTimeout(TimeSpan.FromSeconds(15));
        if (secret is not null)
        {
            options = options.WithCredentials("demo", secret);
        }

        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        try
        {
            MqttClientConnectResult result = await client.ConnectAsync(options.Build(), cancellationToken);
            return result.ResultCode == MqttClientConnectResultCode.Success
                ? new MqttConnection(client)
                : throw new MqttRefusedException(result.ResultCode.ToString());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Client.IsConnected)
        {
            await Client.TryDisconnectAsync();
        }

        Client.Dispose();
    }
}
