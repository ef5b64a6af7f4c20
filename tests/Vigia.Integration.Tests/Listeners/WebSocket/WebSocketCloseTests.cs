using System.Net.WebSockets;
using System.Text;
using Vigia.Integration.Access;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.WebSocket;

public sealed class WebSocketCloseTests : IAsyncLifetime
{
    private ListenerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListenerHost.StartAsync(
    [
        new("Listeners:websocket:PingSeconds", "0.3"),
        new("Listeners:websocket:PingTimeoutSeconds", "0.6"),
        new("Listeners:websocket:MessageTimeoutSeconds", "1"),
        new("Listeners:websocket:SendTimeoutSeconds", "1"),
        new("Listeners:websocket:CloseTimeoutSeconds", "1"),
    ]);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Send_TooLargeMessage_Is1009()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        Task<(int Code, string? Reason)> close = client.ReceiveCloseAsync();
        await client.SendAsync(new byte[4 * 1024 * 1024]);

        Assert.Equal(1009, (await close).Code);
        Assert.Equal(1, Errors("protocol"));
        await GoneAsync();
    }

    [Fact]
    public async Task Send_PayloadAboveTheLimitInAnEnvelopeBelowIt_IsAnError()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync($$"""{"ref":1,"type":"t","payload":"{{new string('x', 1024 * 1024)}}"}""");

        Assert.Equal("too_large", (await client.ReceiveAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Send_BadUtf8_Is1007()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync([.. "{\"type\":\"t\",\"payload\":\""u8, 0xff, .. "\"}"u8]);

        Assert.Equal(1007, (await client.ReceiveCloseAsync()).Code);
        await GoneAsync();
        Assert.Equal(1, Errors("protocol"));
        Assert.Empty(_host.Queue.Messages);
    }

    [Fact]
    public async Task Send_BinaryMessage_Is1003()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync(Encoding.UTF8.GetBytes("""{"type":"t","payload":1}"""), WebSocketMessageType.Binary);

        Assert.Equal(1003, (await client.ReceiveCloseAsync()).Code);
        Assert.Empty(_host.Queue.Messages);
    }

    [Fact]
    public async Task Idle_TokenExpires_Is1008AndCounted()
    {
        _host.Callers.Add("short", new Identity
        {
            Subject = "user",
            Kind = "jwt",
            Scopes = new HashSet<string> { Scopes.Send },
            ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(1.5),
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host, "short");
        (int code, string? reason) = await client.ReceiveCloseAsync();

        Assert.Equal(1008, code);
        Assert.Equal("expired", reason);
        Assert.Equal(1, _host.Metrics.TokensExpired.WithLabels("websocket").Value);
    }

    [Fact]
    public async Task Idle_KeyRevoked_Is1008AndCounted()
    {
        using var revoked = new CancellationTokenSource();
        _host.Callers.Add("revocable", new Identity
        {
            Subject = "key:revocable",
            Kind = "key",
            Scopes = new HashSet<string> { Scopes.Send },
            Revoked = revoked.Token,
        });
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host, "revocable");
        await revoked.CancelAsync();
        (int code, string? reason) = await client.ReceiveCloseAsync();

        Assert.Equal(1008, code);
        Assert.Equal("revoked", reason);
        Assert.Equal(1, _host.Metrics.AccessDenied.WithLabels("websocket", "revoked").Value);
        Assert.Equal(0, _host.Metrics.TokensExpired.WithLabels("websocket").Value);
    }

    [Fact]
    public async Task Close_ByTheClient_ComesAfterTheAcknowledgements()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        _host.Queue.Hold();
        await client.SendAsync("""{"ref":1,"type":"t","payload":1}""");
        await Eventually.TrueAsync(() => _host.Queue.Count == 1, "the message in the queue");
        await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        _host.Queue.Release();

        Assert.Equal(1, (await client.ReceiveAsync()).GetProperty("ref").GetInt32());
        await GoneAsync();
    }

    [Fact]
    public async Task Drain_MessageInHand_IsAcknowledgedThen1001()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        _host.Queue.Hold();
        await client.SendAsync("""{"ref":1,"type":"t","payload":1}""");
        await Eventually.TrueAsync(() => _host.Queue.Count == 1, "the message in the queue");
        Task drain = _host.DrainAsync(CancellationToken.None);
        await client.SendAsync("""{"ref":2,"type":"t","payload":2}""");
        _host.Queue.Release();

        Assert.Equal(1, (await client.ReceiveAsync()).GetProperty("ref").GetInt32());
        (int code, string? reason) = await client.ReceiveCloseAsync();
        await drain;
        Assert.Equal(1001, code);
        Assert.Equal("draining", reason);
        Assert.Single(_host.Queue.Messages);
        Assert.Equal(0, _host.Metrics.ActiveConnections.WithLabels("websocket").Value);
    }

    [Fact]
    public async Task Drain_ClientThatNeverCloses_IsCut()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await _host.DrainAsync(CancellationToken.None);

        Assert.Equal(1, Errors("timeout"));
    }

    [Fact]
    public async Task Connection_ClientVanishes_IsCountedAsReset()
    {
        using (WebSocketClient client = await WebSocketClient.ConnectAsync(_host))
        {
            client.Socket.Abort();
        }

        await GoneAsync();
        Assert.Equal(1, Errors("reset"));
    }

    [Fact]
    public async Task Connection_ClientThatAnswersNoPing_IsCutAsTimeout()
    {
        // A bare connection never reads, so it never answers a ping.
        using RawConnection connection = await UpgradeAsync();
        await GoneAsync();

        Assert.Equal(1, Errors("timeout"));
    }

    [Fact]
    public async Task Connection_IdleClientThatAnswersPings_Stays()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        Task<System.Text.Json.JsonElement> ack = client.ReceiveAsync();
        using (RawConnection other = await UpgradeAsync())
        {
            // The silent one goes after its ping time; the one that answers has been pinged at least as often by then.
            await Eventually.TrueAsync(() => Errors("timeout") == 1, "the silent one's end");
        }

        await client.SendAsync("""{"ref":1,"type":"t","payload":1}""");
        Assert.Equal(1, (await ack).GetProperty("ref").GetInt32());
    }

    [Fact]
    public async Task Connection_MessageThatNeverEnds_IsCutAsSlow()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        Task reading = client.ReceiveCloseAsync();
        await client.SendAsync("{"u8.ToArray(), endOfMessage: false);

        await Assert.ThrowsAnyAsync<Exception>(() => reading);
        await GoneAsync();
        Assert.Equal(1, Errors("slow"));
    }

    [Fact]
    public async Task Connection_ClientThatNeverReads_IsCutAsSlow()
    {
        await using ListenerHost host = await ListenerHost.StartAsync([new("Listeners:websocket:SendTimeoutSeconds", "1")]);
        using WebSocketClient client = await WebSocketClient.ConnectAsync(host);
        string mark = new('r', 100);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await client.SendAsync($$"""{"ref":"{{mark}}","type":"t"}""");
            }
        });

        await Eventually.TrueAsync(() => host.Metrics.ConnectionErrors.WithLabels("websocket", "slow").Value == 1, "the cut");
    }

    private double Errors(string type) => _host.Metrics.ConnectionErrors.WithLabels("websocket", type).Value;

    private Task GoneAsync() =>
        Eventually.TrueAsync(() => _host.Metrics.ConnectionsClosed.WithLabels("websocket").Value == 1, "the connection's end");

    private async Task<RawConnection> UpgradeAsync()
    {
        RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        await connection.SendAsync(
            $"GET /ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KnownCallers.Sender}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
        return connection;
    }
}
