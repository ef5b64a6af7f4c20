using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vigia.Integration.Access;
using Vigia.Model.Messages;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class RefusalTests : IAsyncLifetime
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

    [Theory]
    [InlineData("", null)]
    [InlineData("nonsense", null)]
    [InlineData("\"text\"", null)]
    [InlineData("{}", "$.payload")]
    [InlineData("""{"payload":1}""", "$.type")]
    [InlineData("""{"type":null,"payload":1}""", "$.type")]
    [InlineData("""{"type":7,"payload":1}""", "$.type")]
    [InlineData("""{"type":"","payload":1}""", "$.type")]
    [InlineData("""{"type":"a b","payload":1}""", "$.type")]
    [InlineData("""{"type":"t"}""", "$.payload")]
    [InlineData("""{"type":"t","payload":1,"userid":"x"}""", "$.userid")]
    [InlineData("""{"type":"t","payload":1,"type":"u"}""", "$.type")]
    [InlineData("""{"type":"t","payload":1,"id":"a/b"}""", "$.id")]
    [InlineData("""{"type":"t","payload":1,"key":"a\u0000b"}""", "$.key")]
    [InlineData("""{"type":"t","payload":1,"key":""}""", "$.key")]
    [InlineData("""{"type":"t","payload":1,"userId":"\n"}""", "$.userId")]
    [InlineData("""{"type":"t","payload":1,"idempotencyKey":"ç"}""", "$.idempotencyKey")]
    [InlineData("""{"type":"t","payload":1,"sentAt":"yesterday"}""", "$.sentAt")]
    [InlineData("""{"type":"t","payload":1,"sentAt":"2024-01-01T00:00:00"}""", "$.sentAt")]
    [InlineData("""{"type":"t","payload":1,"sentAt":"2999-01-01T00:00:00Z"}""", "$.sentAt")]
    [InlineData("""{"type":"t","payload":1,"sentAt":1714979289}""", "$.sentAt")]
    [InlineData("""{"type":"t","payload":1,"headers":{"a":1}}""", "$.headers")]
    [InlineData("""{"type":"t","payload":1,"headers":{"a b":"1"}}""", "$.headers")]
    [InlineData("""{"type":"t","payload":1,"headers":{"a":"1\u0007"}}""", "$.headers.a")]
    [InlineData("""{"type":"t","payload":1,"headers":[]}""", "$.headers")]
    [InlineData("""{"type":"t","payload":1} {}""", null)]
    [InlineData("""{"type":"t","payload":1,}""", null)]
    [InlineData("""{"type":"t","payload":"\ud800"}""", "$.payload")]
    [InlineData("""{"type":"t\ud800","payload":1}""", null)]
    [InlineData("""{"type":"t","payload":NaN}""", null)]
    public async Task Post_MalformedMessage_Is400WithItsField(string body, string? field)
    {
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = await response.ReadJsonAsync();
        Assert.Equal("malformed", problem.Text("code"));
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.Text("detail")));
        Assert.Equal(field, problem.TryGetProperty("field", out JsonElement found) ? found.GetString() : null);
        Assert.Equal(Assert.Single(response.Headers.GetValues("X-Request-Id")), problem.Text("requestId"));
        Assert.Empty(_host.Queue.Messages);
        Assert.Equal(1, _host.Metrics.MessagesRejected.WithLabels("http", "malformed").Value);
        Assert.Equal(1, _host.Metrics.Errors.WithLabels("validation", "http").Value);
    }

    [Fact]
    public async Task Post_RefusedMessage_IsStoredAndLoggedWithItsContext()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path)
        {
            Content = HttpMessages.Json("""{"id":"mine","type":"t","payload":1,"userId":"u-1","key":""}"""),
        };
        request.Headers.Add("X-Request-Id", "req_123");
        using HttpResponseMessage response = await _client.SendAsync(request);

        MessageSummary noted = Assert.Single(_host.Store.Noted);
        Assert.Equal(MessageStatus.Rejected, noted.Status);
        Assert.Equal("malformed", noted.ErrorType);
        Assert.NotEqual("mine", noted.Id);
        Assert.Contains("mine", noted.Error, StringComparison.Ordinal);
        CapturedLog.Line line = Assert.Single(_host.Log.Lines, line => line.Message == "Mensagem recusada");
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal("req_123", line.Scope["request_id"]);
        Assert.Equal("u-1", line.Scope["user_id"]);
        Assert.Equal("127.0.0.1", line.Scope["ip"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Post_WithoutGoodCredentials_Is401AndSaysNothing(string? secret)
    {
        using HttpClient client = _host.CreateClient(secret);
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.False((await response.ReadJsonAsync()).TryGetProperty("detail", out _));
        Assert.Empty(_host.Queue.Messages);
    }

    [Fact]
    public async Task Post_WithoutScope_Is403()
    {
        using HttpClient client = _host.CreateClient(KnownCallers.Reader);
        using HttpResponseMessage response = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(1, _host.Metrics.AccessDenied.WithLabels("http", "missing_scope").Value);
    }

    [Fact]
    public async Task Post_TypeThatTheKeyMayNotSend_Is403()
    {
        _host.Callers.Add("orders-only", new Identity
        {
            Subject = "key:orders",
            Kind = "key",
            Scopes = new HashSet<string> { Scopes.Send },
            Types = ["order.*"],
        });
        using HttpClient client = _host.CreateClient("orders-only");
        using HttpResponseMessage allowed = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));
        using HttpResponseMessage refused = await client.PostAsync(HttpMessages.Path, HttpMessages.Json("""{"type":"user.created","payload":1}"""));

        Assert.Equal(HttpStatusCode.Accepted, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("type_not_allowed", (await refused.ReadJsonAsync()).Text("code"));
        Assert.Equal(1, _host.Metrics.AccessDenied.WithLabels("http", "type_not_allowed").Value);
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/jsonx", null)]
    [InlineData("application/json; charset=utf-16", null)]
    [InlineData("application/json", "br")]
    [InlineData("application/json", "gzip, gzip")]
    public async Task Post_OtherMedia_Is415AndSaysWhatIsTaken(string contentType, string? encoding)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(HttpMessages.Order));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("application/x-ndjson", string.Join(',', response.Headers.GetValues("Accept")), StringComparison.Ordinal);
        Assert.Empty(_host.Queue.Messages);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task Post_JsonInUtf8_IsTaken(string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(HttpMessages.Order));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Post_FullQueue_Is503WithRetryAfter()
    {
        _host.Queue.Capacity = 0;
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        Assert.Equal("queue_full", (await response.ReadJsonAsync()).Text("code"));
        Assert.Empty(_host.Store.Noted);
    }

    [Fact]
    public async Task Post_BrokenStorage_Is503AndCountedAndLoggedAsError()
    {
        _host.Queue.Failure = new IOException("disk full");
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("disk full", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, _host.Metrics.Errors.WithLabels("storage", "http").Value);
        Assert.Single(_host.Log.Lines, line => line.Level is LogLevel.Error);
    }

    [Fact]
    public async Task Post_FasterThanTheRate_Is429UntilTheGivenTime()
    {
        await using ListenerHost host = await ListenerHost.StartAsync(
            [new("Admission:RateLimit:PermitsPerSecond", "0.01"), new("Admission:RateLimit:Burst", "2")]);
        using HttpClient client = host.CreateClient();
        List<HttpStatusCode> statuses = [];
        HttpResponseMessage? last = null;
        for (int i = 0; i < 3; i++)
        {
            last = await client.PostAsync(HttpMessages.Path, HttpMessages.Json(HttpMessages.Order));
            statuses.Add(last.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests], statuses);
        Assert.InRange(last!.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 90, 101);
        Assert.Equal(1, host.Metrics.MessagesRejected.WithLabels("http", "rate_limited").Value);
    }
}
