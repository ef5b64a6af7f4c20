using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

public sealed class BatchTests : IAsyncLifetime
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
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task PostLines_AnyLineEnd_IsOneMessageALine(string end)
    {
        string body = string.Join(end, Message(0), "", Message(1), "  ", Message(2));
        JsonElement answer = await PostLinesAsync(body, HttpStatusCode.Accepted);

        Assert.Equal(3, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(0, answer.GetProperty("rejected").GetInt32());
        Assert.Equal(["0", "1", "2"], Payloads());
    }

    [Fact]
    public async Task PostLines_ABadLine_SpoilsNoOther()
    {
        string body = string.Join('\n', Message(0), "{\"type\":", """{"type":"t","payload":1,"ref":7,"x":1}""", "\"text\"", Message(1)) + "\n";
        JsonElement answer = await PostLinesAsync(body, HttpStatusCode.Accepted);

        Assert.Equal(2, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(3, answer.GetProperty("rejected").GetInt32());
        JsonElement results = answer.GetProperty("results");
        Assert.Equal(["queued", "rejected", "rejected", "rejected", "queued"], results.EnumerateArray().Select(result => result.Text("status")));
        Assert.Equal(_host.Queue.Messages[1].Message.Id, results[4].Text("id"));
        Assert.Equal("$.x", results[2].Text("field"));
    }

    [Fact]
    public async Task PostLines_OversizedLine_IsRefusedAloneWithoutBeingHeld()
    {
        string body = string.Join('\n', Message(0), $$"""{"type":"t","payload":"{{new string('x', 3 * 1024 * 1024)}}"}""", Message(1));
        JsonElement answer = await PostLinesAsync(body, HttpStatusCode.Accepted);

        Assert.Equal(["0", "1"], Payloads());
        Assert.Equal("too_large", answer.GetProperty("results")[1].Text("code"));
    }

    [Fact]
    public async Task PostArray_Messages_AreQueuedInOrderWhileNoneIsWaitedFor()
    {
        _host.Queue.Hold();
        string body = "[" + string.Join(",", Enumerable.Range(0, 200).Select(Message)) + "]";
        Task<HttpResponseMessage> pending = _client.PostAsync(HttpMessages.Path, HttpMessages.Json(body));
        await Eventually.TrueAsync(() => _host.Queue.Count == 200, "all in the queue while none is on disk");
        _host.Queue.Release();
        using HttpResponseMessage response = await pending;

        JsonElement answer = await response.ReadJsonAsync();
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i.ToString(CultureInfo.InvariantCulture)), Payloads());
        Assert.Equal(
            _host.Queue.Messages.Select(message => message.Message.Id),
            answer.GetProperty("results").EnumerateArray().Select(result => result.Text("id")));
    }

    [Fact]
    public async Task PostArray_ThatBreaksOff_KeepsWhatCameBefore()
    {
        JsonElement answer = await PostArrayAsync($"[{Message(0)}, {Message(1)} {Message(2)}]", HttpStatusCode.Accepted);

        Assert.Equal(["0", "1"], Payloads());
        Assert.Equal("malformed", answer.GetProperty("incomplete").Text("code"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[")]
    [InlineData("[,]")]
    [InlineData("[1,2]")]
    [InlineData("[{}]")]
    [InlineData("[] []")]
    public async Task PostArray_WithoutAGoodMessage_Is400WithAProblem(string body)
    {
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("malformed", (await response.ReadJsonAsync()).Text("code"));
    }

    [Fact]
    public async Task PostArray_TrailingComma_IsIncomplete()
    {
        JsonElement answer = await PostArrayAsync($"[{Message(0)},]", HttpStatusCode.Accepted);

        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        Assert.True(answer.TryGetProperty("incomplete", out _));
    }

    [Fact]
    public async Task PostLines_MoreThanABatchMayHave_StopsThereAndSaysSo()
    {
        string body = string.Join('\n', Enumerable.Range(0, 1_005).Select(Message));
        JsonElement answer = await PostLinesAsync(body, HttpStatusCode.Accepted);

        Assert.Equal(1_000, answer.GetProperty("accepted").GetInt32());
        Assert.Equal("too_large", answer.GetProperty("incomplete").Text("code"));
        Assert.Equal(1_000, _host.Queue.Count);
    }

    [Fact]
    public async Task PostLines_AllRefused_IsTheWeightiestStatus()
    {
        _host.Queue.Capacity = 0;
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, HttpMessages.Lines($"nonsense\n{Message(0)}"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(2, (await response.ReadJsonAsync()).GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task PostLines_IdempotencyKeys_CountPerMessage()
    {
        const string Line = """{"type":"t","payload":1,"idempotencyKey":"k"}""";
        await PostLinesAsync(Line, HttpStatusCode.Accepted);
        JsonElement answer = await PostLinesAsync(Line, HttpStatusCode.Accepted);

        Assert.True(answer.GetProperty("results")[0].GetProperty("replayed").GetBoolean());
    }

    [Fact]
    public async Task PostLines_IdempotencyKeyHeader_Is400()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, HttpMessages.Path) { Content = HttpMessages.Lines(Message(0)) };
        request.Headers.Add("Idempotency-Key", "k");
        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(_host.Queue.Messages);
    }

    [Fact]
    public async Task PostLines_Gzip_IsDecompressed()
    {
        byte[] compressed = Gzip(Encoding.UTF8.GetBytes(string.Join('\n', Message(0), Message(1))));
        ByteArrayContent content = HttpMessages.Bytes(compressed, "application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, content);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["0", "1"], Payloads());
    }

    [Fact]
    public async Task PostLines_GzipBomb_IsCutAtTheBatchLimit()
    {
        byte[] compressed = Gzip(new byte[200 * 1024 * 1024]);
        ByteArrayContent content = HttpMessages.Bytes(compressed, "application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task Post_NotGzipAfterAll_Is400(string contentType)
    {
        ByteArrayContent content = HttpMessages.Bytes(Encoding.UTF8.GetBytes(Message(0)), contentType);
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string Message(int i) => FormattableString.Invariant($$"""{"type":"t","payload":{{i}}}""");

    private static byte[] Gzip(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return buffer.ToArray();
    }

    private IEnumerable<string> Payloads() => _host.Queue.Messages.Select(message => Encoding.UTF8.GetString(message.Message.Payload.Span));

    private Task<JsonElement> PostLinesAsync(string body, HttpStatusCode expected) => PostAsync(HttpMessages.Lines(body), expected);

    private Task<JsonElement> PostArrayAsync(string body, HttpStatusCode expected) => PostAsync(HttpMessages.Json(body), expected);

    private async Task<JsonElement> PostAsync(HttpContent content, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await _client.PostAsync(HttpMessages.Path, content);
        Assert.Equal(expected, response.StatusCode);
        return await response.ReadJsonAsync();
    }
}
