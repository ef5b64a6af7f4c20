using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Vigia.Testing;
using Xunit;

namespace Vigia.Process.Tests.Robustness;

/// <summary>A well-behaved client of each protocol, connected before the trouble starts.</summary>
internal sealed class HonestClients : IAsyncDisposable
{
    private readonly VigiaProcess _vigia;
    private readonly ClientWebSocket _socket = new();
    private readonly IMqttClient _mqtt = new MqttClientFactory().CreateMqttClient();
    private int _count;

    private HonestClients(VigiaProcess vigia) => _vigia = vigia;

    public static async Task<HonestClients> ConnectAsync(VigiaProcess vigia)
    {
        var clients = new HonestClients(vigia);
        clients._socket.Options.SetRequestHeader("Authorization", "Bearer " + vigia.Setup.Key);
        MqttClientOptionsBuilder mqtt = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", vigia.Setup.MqttPort)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCredentials("key", vigia.Setup.Key)
            .WithTimeout(TimeSpan.FromSeconds(60));
        string scheme = "ws";
        if (vigia.Setup.Authority is { } authority)
        {
            scheme = "wss";
            clients._socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => IsSignedBy(authority, certificate);
            mqtt = mqtt.WithTlsOptions(tls => tls.UseTls().WithCertificateValidationHandler(shown => IsSignedBy(authority, shown.Certificate)));
        }

        await clients._socket.ConnectAsync(new Uri($"{scheme}://127.0.0.1:{vigia.Setup.Port}/ws"), CancellationToken.None);
        await clients._mqtt.ConnectAsync(mqtt.Build());
        return clients;
    }

    /// <summary>Sends a message over each protocol and has it acknowledged.</summary>
    public async Task ServedAsync()
    {
        int number = ++_count;
        using HttpResponseMessage answer = await _vigia.Client.PostAsJsonAsync("/api/v1/messages", new { type = "teste.http", payload = new { number } });
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"HTTP {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        byte[] message = Encoding.UTF8.GetBytes($$"""{"type":"teste.websocket","payload":{{number}},"ref":{{number}}}""");
        await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        byte[] buffer = new byte[4096];
        WebSocketReceiveResult ack = await _socket.ReceiveAsync(buffer, patience.Token);
        Assert.Contains("\"status\":\"queued\"", Encoding.UTF8.GetString(buffer, 0, ack.Count), StringComparison.Ordinal);

        MqttClientPublishResult published = await _mqtt.PublishAsync(
            new MqttApplicationMessageBuilder()
                .WithTopic("teste/mqtt")
                .WithPayload("{}"u8.ToArray())
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build(),
            patience.Token);
        Assert.True(published.IsSuccess, $"MQTT {published.ReasonCode} {published.ReasonString}");
    }

    private static bool IsSignedBy(X509Certificate2 authority, X509Certificate? certificate)
    {
        using var chain = new X509Chain { ChainPolicy = VigiaProcess.Trust(authority) };
        return certificate is X509Certificate2 shown && chain.Build(shown);
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _mqtt.Dispose();
        return ValueTask.CompletedTask;
    }
}
