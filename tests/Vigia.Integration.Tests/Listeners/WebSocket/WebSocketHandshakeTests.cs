using System.Net;
using System.Net.WebSockets;
using Vigia.Integration.Access;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.WebSocket;

public sealed class WebSocketHandshakeTests : IAsyncLifetime
{
    private ListenerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListenerHost.StartAsync(
        [new("Listeners:websocket:AllowedOrigins:0", "https://painel.example"), new("Listeners:websocket:MaxConnections", "2")]);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Connect_TokenInSubProtocol_IsACredentialAndOnlyOursIsAgreedOn()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host, null, options =>
        {
            options.AddSubProtocol("vigia.v1");
            options.AddSubProtocol($"bearer.{KnownCallers.Sender}");
        });

        Assert.Equal("vigia.v1", client.Socket.SubProtocol);
    }

    [Fact]
    public async Task Connect_ApiKeyHeader_IsACredential()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(
            _host, null, options => options.SetRequestHeader("X-Api-Key", KnownCallers.Sender));

        Assert.Equal(WebSocketState.Open, client.Socket.State);
    }

    [Fact]
    public Task Connect_WithoutCredentials_Is401() => RefusedAsync(HttpStatusCode.Unauthorized, null);

    [Fact]
    public Task Connect_WrongSecret_Is401() => RefusedAsync(HttpStatusCode.Unauthorized, "wrong");

    [Fact]
    public Task Connect_TwoSecrets_Is401() => RefusedAsync(HttpStatusCode.Unauthorized, KnownCallers.Sender, options =>
    {
        options.AddSubProtocol("vigia.v1");
        options.AddSubProtocol($"bearer.{KnownCallers.Sender}");
    });

    [Fact]
    public async Task Connect_SecretInTheQuery_Is401()
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(_host.WebSocketAddress) { Query = $"access_token={KnownCallers.Sender}&api_key={KnownCallers.Sender}" };
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address.Uri, CancellationToken.None));

        Assert.Equal(HttpStatusCode.Unauthorized, socket.HttpStatusCode);
    }

    [Fact]
    public Task Connect_WithoutScope_Is403() => RefusedAsync(HttpStatusCode.Forbidden, KnownCallers.Reader);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("https://painel.example.evil")]
    public Task Connect_ForeignOrigin_Is403(string origin) =>
        RefusedAsync(HttpStatusCode.Forbidden, KnownCallers.Sender, options => options.SetRequestHeader("Origin", origin));

    [Fact]
    public async Task Connect_AllowedOrOwnOrigin_IsLetIn()
    {
        foreach (string origin in new[] { "https://painel.example", _host.Address.GetLeftPart(UriPartial.Authority) })
        {
            using WebSocketClient client = await WebSocketClient.ConnectAsync(
                _host, configure: options => options.SetRequestHeader("Origin", origin));
            await client.CloseAsync();
        }
    }

    [Fact]
    public async Task Connect_BeyondTheLimit_Is503AndCounted()
    {
        using WebSocketClient first = await WebSocketClient.ConnectAsync(_host);
        using WebSocketClient second = await WebSocketClient.ConnectAsync(_host);
        await RefusedAsync(HttpStatusCode.ServiceUnavailable, KnownCallers.Sender);

        Assert.Equal(1, _host.Metrics.ConnectionErrors.WithLabels("websocket", "limit").Value);
    }

    [Fact]
    public async Task Get_WithoutUpgrade_Is426()
    {
        using HttpClient client = _host.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri("/ws", UriKind.Relative));

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Fact]
    public async Task Connect_CompressionOffered_IsNotAgreedOn()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(
            _host, configure: options => options.DangerousDeflateOptions = new WebSocketDeflateOptions());

        Assert.False(client.Socket.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions"));
    }

    [Fact]
    public async Task Connection_Upgraded_CountsAsWebSocketAndNoLongerAsHttp()
    {
        using (WebSocketClient client = await WebSocketClient.ConnectAsync(_host))
        {
            // The client knows of the upgrade a moment before the server counts it.
            await Eventually.TrueAsync(() => _host.Metrics.ActiveConnections.WithLabels("websocket").Value == 1, "the upgrade");
            Assert.Equal(0, _host.Metrics.ActiveConnections.WithLabels("http").Value);
            await client.CloseAsync();
        }

        await Eventually.TrueAsync(() => _host.Metrics.ActiveConnections.WithLabels("websocket").Value == 0, "the end");
        foreach (string protocol in new[] { "http", "websocket" })
        {
            Assert.Equal(1, _host.Metrics.ConnectionsOpened.WithLabels(protocol).Value);
            Assert.Equal(1, _host.Metrics.ConnectionsClosed.WithLabels(protocol).Value);
        }
    }

    private async Task RefusedAsync(HttpStatusCode expected, string? secret, Action<ClientWebSocketOptions>? configure = null)
    {
        ClientWebSocketOptions? options = null;
        HttpStatusCode status = default;
        using var socket = new ClientWebSocket();
        if (secret is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");
        }

        socket.Options.CollectHttpResponseDetails = true;
        options = socket.Options;
        configure?.Invoke(options);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(_host.WebSocketAddress, CancellationToken.None));
        status = socket.HttpStatusCode;
        Assert.Equal(expected, status);
    }
}
