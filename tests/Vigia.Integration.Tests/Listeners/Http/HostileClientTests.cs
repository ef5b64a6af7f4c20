using System.Globalization;
using System.Net;
using System.Text;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class HostileClientTests : IAsyncLifetime
{
    private const string Head = $"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KnownCallers.Sender}\r\nContent-Type: application/json\r\n";
    private ListenerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListenerHost.StartAsync(
    [
        new("Listeners:http:HeaderTimeoutSeconds", "1"),
        new("Listeners:http:BodyGraceSeconds", "1.5"),
        new("Listeners:http:MinBodyBytesPerSecond", "1000"),
        new("Listeners:http:MaxConnections", "20"),
    ]);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Request_HeaderOfAMegabyte_Is431AndCounted()
    {
        using RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        Task<string> answer = connection.ReadToEndAsync();
        try
        {
            await connection.SendAsync($"GET / HTTP/1.1\r\nHost: x\r\nX-Big: {new string('a', 1024 * 1024)}\r\n\r\n");
        }
        catch (IOException)
        {
            // Closed before all was sent.
        }

        await answer;
        await Eventually.TrueAsync(() => ConnectionErrors("protocol") == 1, "the counted error");
        await OthersAreServedAsync();
    }

    [Theory]
    [InlineData("NONSENSE\r\n\r\n")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("\u0000\u0001\u0002\r\n\r\n")]
    public async Task Request_NotHttp_IsAnsweredWithAnErrorAndCounted(string request)
    {
        using RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        await connection.SendAsync(request);

        Assert.Matches("^HTTP/1.1 [45]", await connection.ReadToEndAsync());
        await Eventually.TrueAsync(() => ConnectionErrors("protocol") == 1, "the counted error");
    }

    [Fact]
    public async Task Request_HeaderThatNeverEnds_IsCutAfterItsTime()
    {
        using RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        await connection.SendAsync("POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nX-A");

        Assert.StartsWith("HTTP/1.1 408", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => ConnectionErrors("slow") == 1, "the counted error");
    }

    [Fact]
    public async Task Request_BodyThatTrickles_IsCutWhileOthersAreServed()
    {
        using RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        await connection.SendAsync($"{Head}Content-Length: 1000\r\n\r\n{{");
        await OthersAreServedAsync();

        Assert.StartsWith("HTTP/1.1 408", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
        Assert.Equal(1, ConnectionErrors("slow"));
    }

    [Fact]
    public async Task Request_BodyThatBreaksOff_QueuesNothing()
    {
        using (RawConnection connection = await RawConnection.OpenAsync(_host.Address))
        {
            await connection.SendAsync($"{Head}Content-Length: 1000\r\n\r\n{HttpMessages.Order}");
        }

        await Eventually.TrueAsync(() => ConnectionErrors("protocol") + ConnectionErrors("reset") == 1, "the counted error");
        Assert.Empty(_host.Queue.Messages);
    }

    [Fact]
    public async Task Request_BodyInSingleBytes_IsReadAndCostsLittle()
    {
        using RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        connection.Stream.Socket.NoDelay = true;
        string body = $$"""{"type":"t","payload":"{{new string('x', 2000)}}"}""";
        await connection.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Head}Content-Length: {body.Length}\r\n\r\n"));
        foreach (char c in body)
        {
            await connection.SendAsync(c.ToString());
        }

        Assert.StartsWith("HTTP/1.1 202", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_BrokenChunk_Is400AndQueuesNothing()
    {
        using RawConnection connection = await RawConnection.OpenAsync(_host.Address);
        await connection.SendAsync($"{Head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", await connection.ReadAnswerAsync(), StringComparison.Ordinal);
        Assert.Empty(_host.Queue.Messages);
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xfe })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf5, 0x80, 0x80, 0x80 })]
    public async Task Post_BadUtf8InPayload_Is400(byte[] bad)
    {
        using HttpClient client = _host.CreateClient();
        byte[] body = [.. "{\"type\":\"t\",\"payload\":\""u8, .. bad, .. "\"}"u8];
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Bytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(_host.Queue.Messages);
    }

    [Fact]
    public async Task Post_BadUtf8InFields_Is400()
    {
        using HttpClient client = _host.CreateClient();
        byte[] body = [.. "{\"type\":\"t\",\"payload\":1,\"userId\":\""u8, 0xff, .. "\"}"u8];
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Bytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(64, HttpStatusCode.Accepted)]
    [InlineData(65, HttpStatusCode.BadRequest)]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    public async Task Post_DeepPayload_IsBounded(int depth, HttpStatusCode expected)
    {
        using HttpClient client = _host.CreateClient();
        string body = $$"""{"type":"t","payload":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(body));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Connect_BeyondTheLimit_IsAnswered503AndCounted()
    {
        List<RawConnection> connections = [];
        try
        {
            for (int i = 0; i < 20; i++)
            {
                connections.Add(await RawConnection.OpenAsync(_host.Address));
            }

            await Eventually.TrueAsync(() => _host.Metrics.ActiveConnections.WithLabels("http").Value == 20, "twenty connections");
            using RawConnection further = await RawConnection.OpenAsync(_host.Address);

            Assert.StartsWith("HTTP/1.1 503", await further.ReadToEndAsync(), StringComparison.Ordinal);
            Assert.Equal(1, ConnectionErrors("limit"));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        await Eventually.TrueAsync(() => _host.Metrics.ActiveConnections.WithLabels("http").Value == 0, "no connections");
        await OthersAreServedAsync();
        Assert.Equal(21, _host.Metrics.ConnectionsOpened.WithLabels("http").Value);
    }

    private double ConnectionErrors(string type) => _host.Metrics.ConnectionErrors.WithLabels("http", type).Value;

    private async Task OthersAreServedAsync()
    {
        using HttpClient client = _host.CreateClient();
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
