using System.Net;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class HttpDrainTests
{
    private const string Head = $"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KnownCallers.Sender}\r\nContent-Type: application/json\r\n";

    [Fact]
    public async Task Drain_RequestInHand_IsAnsweredAndItsConnectionClosed()
    {
        await using ListenerHost host = await ListenerHost.StartAsync();
        host.Queue.Hold();
        using RawConnection connection = await RawConnection.OpenAsync(host.Address);
        await connection.SendAsync($"{Head}Content-Length: {HttpMessages.Order.Length}\r\n\r\n{HttpMessages.Order}");
        await Eventually.TrueAsync(() => host.Queue.Count == 1, "the message in the queue");
        using RawConnection idle = await RawConnection.OpenAsync(host.Address);
        await Eventually.TrueAsync(() => host.Metrics.ActiveConnections.WithLabels("http").Value == 2, "both connections");

        Task drain = host.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await idle.ReadToEndAsync());
        Assert.False(drain.IsCompleted);
        host.Queue.Release();

        Assert.StartsWith("HTTP/1.1 202", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await drain;
        Assert.Equal(0, host.Metrics.ActiveConnections.WithLabels("http").Value);
    }

    [Fact]
    public async Task Drain_NewMessage_Is503AndTheConnectionIsClosed()
    {
        await using ListenerHost host = await ListenerHost.StartAsync();
        await host.DrainAsync(TestContext.Current.CancellationToken);
        using HttpClient client = host.CreateClient();
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("draining", (await response.ReadJsonAsync()).Text("code"));
        Assert.True(response.Headers.ConnectionClose);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Drain_RequestThatDoesNotEnd_IsCutAfterItsTime()
    {
        await using ListenerHost host = await ListenerHost.StartAsync([new("Listeners:http:DrainSeconds", "0.3")]);
        using RawConnection connection = await RawConnection.OpenAsync(host.Address);
        await connection.SendAsync($"{Head}Content-Length: 1000\r\n\r\n{{");
        await Eventually.TrueAsync(() => host.Metrics.ActiveConnections.WithLabels("http").Value == 1, "the connection");

        await host.DrainAsync(TestContext.Current.CancellationToken);

        await connection.ReadToEndAsync();
        await Eventually.TrueAsync(() => host.Metrics.ActiveConnections.WithLabels("http").Value == 0, "its end");
    }
}
