using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.WebSocket;

public sealed class WebSocketTlsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificates _certificates;

    public WebSocketTlsTests() => _certificates = new TestCertificates(_directory);

    public void Dispose()
    {
        _certificates.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Send_OverTls_IsAcknowledgedInEitherHttpVersion(string version)
    {
        (string certificate, string key) = _certificates.Issue("server");
        await using ListenerHost host = await ListenerHost.StartAsync(
            [new("Listeners:http:Tls:CertificatePath", certificate), new("Listeners:http:Tls:KeyPath", key)]);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
            errors is SslPolicyErrors.RemoteCertificateChainErrors && shown!.Issuer == _certificates.Authority.Subject;
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {KnownCallers.Sender}");
        await socket.ConnectAsync(host.WebSocketAddress, invoker, TestContext.Current.CancellationToken);

        await socket.SendAsync(
            Encoding.UTF8.GetBytes("""{"ref":1,"type":"t","payload":1}"""), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1024];
        WebSocketReceiveResult ack = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        using JsonDocument document = JsonDocument.Parse(buffer.AsMemory(0, ack.Count));
        Assert.Equal("queued", document.RootElement.GetProperty("status").GetString());
        Assert.Equal(version == "1.1" ? 0 : 1, host.Metrics.ActiveConnections.WithLabels("http").Value);
        Assert.Equal(1, host.Metrics.ActiveConnections.WithLabels("websocket").Value);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => host.Metrics.ActiveConnections.WithLabels("websocket").Value == 0, "the end");
    }
}
