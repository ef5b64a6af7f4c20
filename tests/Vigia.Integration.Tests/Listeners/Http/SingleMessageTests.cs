using System.Net;
using System.Text;
using System.Text.Json;
using Vigia.Integration.Queue;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class SingleMessageTests : IAsyncLifetime
{
    private ListenerHost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ListenerHost.StartAsync();
        _client = _host.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Post_Message_IsQueuedAndAnswered202()
    {
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement answer = await response.ReadJsonAsync();
        Assert.Equal("queued", answer.Text("status"));
        NewMessage queued = Assert.Single(_host.Queue.Messages);
        Assert.Equal(queued.Message.Id, answer.Text("id"));
        Assert.Matches("^msg_[0-9a-f]{32}$", queued.Message.Id);
        Assert.Equal("order.created", queued.Message.Type);
        Assert.Equal("http", queued.Message.Protocol);
        Assert.Equal("key:sender", queued.Message.Subject);
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(queued.Message.Payload.Span));
        Assert.Equal(1, _host.Metrics.MessageSize.WithLabels("http").Count);
    }

    [Fact]
    public async Task Post_AllFields_ReachTheQueueAsWritten()
    {
        const string Body = """
            {"id":"abc-1","type":"a/b:c.d_e","key":"cliente 7","userId":"josé","sentAt":"2024-05-06T07:08:09.123+02:00",
             "headers":{"origin":"pos","x":""},"idempotencyKey":"k-1","payload":[1, 2,  {"ç":"\u00e7"}]}
            """;
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json(Body));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        NewMessage queued = Assert.Single(_host.Queue.Messages);
        Assert.Equal("abc-1", queued.Message.Id);
        Assert.Equal("a/b:c.d_e", queued.Message.Type);
        Assert.Equal("cliente 7", queued.Message.PartitionKey);
        Assert.Equal("josé", queued.Message.UserId);
        Assert.Equal(DateTimeOffset.Parse("2024-05-06T05:08:09.123Z", System.Globalization.CultureInfo.InvariantCulture), queued.Message.SentAt);
        Assert.Equal(TimeSpan.Zero, queued.Message.SentAt!.Value.Offset);
        Assert.Equal("pos", queued.Message.Headers["origin"]);
        Assert.Equal("", queued.Message.Headers["x"]);
        Assert.Equal("k-1", queued.IdempotencyKey);
        Assert.Equal("""[1, 2,  {"ç":"\u00e7"}]""", Encoding.UTF8.GetString(queued.Message.Payload.Span));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("-12.5e3")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("\"\\ud83d\\ude00\"")]
    public async Task Post_AnyJsonValue_IsAPayload(string payload)
    {
        using HttpResponseMessage response = await _client.PostAsync(
            HttpMessages.Path, HttpMessages.Json($$"""{"type":"t","payload":{{payload}}}"""));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(payload, Encoding.UTF8.GetString(Assert.Single(_host.Queue.Messages).Message.Payload.Span));
    }

    [Fact]
    public async Task Post_RequestId_IsAnsweredAndOneIsMadeWhereItIsUnusable()
    {
        using var first = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path) { Content = HttpMessages.Json(HttpMessages.Order) };
        first.Headers.Add("X-Request-Id", "req-7.a");
        using HttpResponseMessage kept = await _client.SendAsync(first);
        using var second = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path) { Content = HttpMessages.Json(HttpMessages.Order) };
        second.Headers.Add("X-Request-Id", "bad id\"");
        using HttpResponseMessage made = await _client.SendAsync(second);

        Assert.Equal("req-7.a", Assert.Single(kept.Headers.GetValues("X-Request-Id")));
        Assert.Matches("^req_[0-9a-f]{32}$", Assert.Single(made.Headers.GetValues("X-Request-Id")));
    }

    [Fact]
    public async Task Post_ChunkedBody_IsTheSame()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path) { Content = HttpMessages.Json(HttpMessages.Order) };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Post_ApiKeyHeader_IsACredential()
    {
        using HttpClient client = _host.CreateClient(secret: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path) { Content = HttpMessages.Json(HttpMessages.Order) };
        request.Headers.Add("X-Api-Key", KnownCallers.Sender);
        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Post_LargestPayload_IsTakenAndOneByteMoreIsNot()
    {
        string text = new('x', (1024 * 1024) - 2);
        using HttpResponseMessage fits = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json($$"""{"type":"t","payload":"{{text}}"}"""));
        using HttpResponseMessage tooLarge = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json($$"""{"type":"t","payload":"{{text}}x"}"""));

        Assert.Equal(HttpStatusCode.Accepted, fits.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal("$.payload", (await tooLarge.ReadJsonAsync()).Text("field"));
    }

    [Fact]
    public async Task Post_BeforeItIsOnDisk_IsNotAnswered()
    {
        _host.Queue.Hold();
        Task<HttpResponseMessage> pending = _client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));
        await Eventually.TrueAsync(() => _host.Queue.Count == 1, "the message in the queue");

        Assert.False(pending.IsCompleted);
        _host.Queue.Release();
        using HttpResponseMessage response = await pending;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
