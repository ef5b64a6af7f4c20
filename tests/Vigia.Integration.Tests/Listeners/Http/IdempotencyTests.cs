using System.Net;
using Vigia.Model.Messages;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class IdempotencyTests : IAsyncLifetime
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
    public async Task Post_SameKeyAndPayload_ReplaysTheFirstAnswer()
    {
        using HttpResponseMessage first = await PostAsync("k", HttpMessages.Order);
        using HttpResponseMessage second = await PostAsync("k", HttpMessages.Order);

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotency-Replayed")));
        MessageSummary noted = Assert.Single(_host.Store.Noted);
        Assert.Equal(MessageStatus.Duplicate, noted.Status);
        Assert.Equal(Assert.Single(_host.Queue.Messages).Message.Id, noted.DuplicateOf);
    }

    [Fact]
    public async Task Post_SameKeyOtherPayload_Is422()
    {
        using HttpResponseMessage first = await PostAsync("k", HttpMessages.Order);
        using HttpResponseMessage second = await PostAsync("k", """{"type":"order.created","payload":{"n":2}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Equal("key_reused", (await second.ReadJsonAsync()).Text("code"));
    }

    [Fact]
    public async Task Post_SameKeyWhileTheFirstIsOnItsWay_Is409AndOnlyOneIsQueued()
    {
        _host.Queue.Hold();
        Task<HttpResponseMessage> first = PostAsync("k", HttpMessages.Order);
        await Eventually.TrueAsync(() => _host.Queue.Count == 1, "the first in the queue");
        HttpResponseMessage[] others = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync("k", HttpMessages.Order)));
        _host.Queue.Release();
        using HttpResponseMessage done = await first;
        using HttpResponseMessage after = await PostAsync("k", HttpMessages.Order);

        Assert.All(others, response => Assert.Equal(HttpStatusCode.Conflict, response.StatusCode));
        Assert.All(others, response => Assert.NotNull(response.Headers.RetryAfter));
        Assert.Equal(HttpStatusCode.Accepted, done.StatusCode);
        Assert.True(after.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(_host.Queue.Messages);
    }

    [Fact]
    public async Task Post_SameKeyOfAnotherSender_IsAnotherMessage()
    {
        _host.Callers.Add("other", new() { Subject = "key:other", Kind = "key", Scopes = new HashSet<string> { "messages:send" } });
        using HttpClient other = _host.CreateClient("other");
        using HttpResponseMessage first = await PostAsync("k", HttpMessages.Order);
        using HttpResponseMessage second = await PostAsync("k", HttpMessages.Order, other);

        Assert.False(second.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(2, _host.Queue.Count);
    }

    [Fact]
    public async Task Post_KeyInHeaderAndAnotherInTheEnvelope_Is400()
    {
        using HttpResponseMessage response = await PostAsync("k", """{"type":"t","payload":1,"idempotencyKey":"l"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_SameIdTwice_IsReplayed()
    {
        using HttpResponseMessage first = await PostAsync(null, """{"id":"x","type":"t","payload":1}""");
        using HttpResponseMessage second = await PostAsync(null, """{"id":"x","type":"t","payload":1}""");

        Assert.Equal("x", (await second.ReadJsonAsync()).Text("id"));
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
    }

    private Task<HttpResponseMessage> PostAsync(string? key, string body, HttpClient? client = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path) { Content = HttpMessages.Json(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return (client ?? _client).SendAsync(request);
    }
}
