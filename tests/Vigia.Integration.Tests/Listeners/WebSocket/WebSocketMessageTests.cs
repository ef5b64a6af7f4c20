using System.Globalization;
using System.Text;
using System.Text.Json;
using Vigia.Model.Messages;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.WebSocket;

public sealed class WebSocketMessageTests : IAsyncLifetime
{
    private ListenerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ListenerHost.StartAsync([new("Listeners:websocket:Window", "8")]);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Send_Message_IsQueuedAndAcknowledged()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync("""{"ref":"a-1","type":"order.created","key":"k","payload":{"n":1}}""");
        JsonElement ack = await client.ReceiveAsync();

        Message queued = Assert.Single(_host.Queue.Messages).Message;
        Assert.Equal("a-1", ack.GetProperty("ref").GetString());
        Assert.Equal(queued.Id, ack.GetProperty("id").GetString());
        Assert.Equal("queued", ack.GetProperty("status").GetString());
        Assert.Equal("websocket", queued.Protocol);
        Assert.Equal("k", queued.PartitionKey);
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(queued.Payload.Span));
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("\"a\\u0020\\\"\"", "\"a\\u0020\\\"\"")]
    [InlineData("null", null)]
    public async Task Send_Ref_IsGivenBackAsWritten(string mark, string? expected)
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync($$"""{"ref":{{mark}},"type":"t","payload":1}""");
        JsonElement ack = await client.ReceiveAsync();

        Assert.Equal(expected, ack.TryGetProperty("ref", out JsonElement found) ? found.GetRawText() : null);
    }

    [Theory]
    [InlineData("nonsense", "malformed")]
    [InlineData("", "malformed")]
    [InlineData("[]", "malformed")]
    [InlineData("""{"type":"t"}""", "malformed")]
    [InlineData("""{"type":"t","payload":1,"nope":1}""", "malformed")]
    [InlineData("""{"type":"t","payload":1,"ref":{}}""", "malformed")]
    public async Task Send_BadMessage_IsAnErrorAndTheConnectionGoesOn(string text, string code)
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync(text);
        JsonElement refusal = await client.ReceiveAsync();
        await client.SendAsync("""{"ref":2,"type":"t","payload":1}""");
        JsonElement ack = await client.ReceiveAsync();

        Assert.Equal(code, refusal.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(refusal.GetProperty("error").GetString()));
        Assert.Equal(2, ack.GetProperty("ref").GetInt32());
        Assert.Equal(1, _host.Metrics.MessagesRejected.WithLabels("websocket", code).Value);
    }

    [Fact]
    public async Task Send_RefBeforeTheError_IsGivenBack()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync("""{"ref":"x","type":"t","payload":1,"key":""}""");
        JsonElement refusal = await client.ReceiveAsync();

        Assert.Equal("x", refusal.GetProperty("ref").GetString());
        Assert.Equal("$.key", refusal.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Send_FullQueue_IsAnErrorWithItsWait()
    {
        _host.Queue.Capacity = 0;
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync("""{"type":"t","payload":1}""");
        JsonElement refusal = await client.ReceiveAsync();

        Assert.Equal("queue_full", refusal.GetProperty("code").GetString());
        Assert.Equal(2000, refusal.GetProperty("retryAfterMs").GetInt64());
    }

    [Fact]
    public async Task Send_ManyAtOnce_AreQueuedInOrderAndTheWindowHoldsTheRestBack()
    {
        _host.Queue.Hold();
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        for (int i = 0; i < 50; i++)
        {
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"ref":{{i}},"type":"t","payload":{{i}}}"""));
        }

        await Eventually.TrueAsync(() => _host.Queue.Count == 8, "a window of messages in the queue");
        using (WebSocketClient other = await WebSocketClient.ConnectAsync(_host))
        {
            // Another connection's whole round trip later, still no more than the window was read.
            await other.SendAsync("nonsense");
            await other.ReceiveAsync();
            Assert.Equal(8, _host.Queue.Count);
        }

        _host.Queue.Release();
        HashSet<int> refs = [];
        for (int i = 0; i < 50; i++)
        {
            refs.Add((await client.ReceiveAsync()).GetProperty("ref").GetInt32());
        }

        Assert.Equal(50, refs.Count);
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => i.ToString(CultureInfo.InvariantCulture)),
            _host.Queue.Messages.Select(message => Encoding.UTF8.GetString(message.Message.Payload.Span)));
    }

    [Fact]
    public async Task Send_IdempotencyKeyAgain_IsReplayed()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        const string Text = """{"type":"t","payload":1,"idempotencyKey":"k"}""";
        await client.SendAsync(Text);
        JsonElement first = await client.ReceiveAsync();
        await client.SendAsync(Text);
        JsonElement second = await client.ReceiveAsync();

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.True(second.GetProperty("replayed").GetBoolean());
    }

    [Fact]
    public async Task Send_InFragments_IsOneMessage()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        string payload = new('x', 20_000);
        byte[] bytes = Encoding.UTF8.GetBytes($$"""{"type":"t","payload":"{{payload}}"}""");
        for (int i = 0; i < bytes.Length; i += 777)
        {
            int end = Math.Min(bytes.Length, i + 777);
            await client.SendAsync(bytes[i..end], endOfMessage: end == bytes.Length);
        }

        await client.ReceiveAsync();
        Assert.Equal(payload.Length + 2, Assert.Single(_host.Queue.Messages).Message.Payload.Length);
    }

    [Fact]
    public async Task Send_LargestPayload_IsTaken()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        await client.SendAsync($$"""{"type":"t","payload":"{{new string('x', (1024 * 1024) - 2)}}"}""");

        Assert.Equal("queued", (await client.ReceiveAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Send_TraceParent_TravelsWithTheMessage()
    {
        using WebSocketClient client = await WebSocketClient.ConnectAsync(_host);
        const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await client.SendAsync($$"""{"type":"t","payload":1,"traceparent":"{{TraceParent}}","tracestate":"a=b"}""");
        await client.ReceiveAsync();
        await client.SendAsync("""{"type":"t","payload":1,"traceparent":"nonsense"}""");
        await client.ReceiveAsync();

        // Nobody listens to spans here, so the sender's context is what travels on.
        Assert.Equal(TraceParent, _host.Queue.Messages[0].Message.TraceParent);
        Assert.Equal("a=b", _host.Queue.Messages[0].Message.TraceState);
        Assert.Null(_host.Queue.Messages[1].Message.TraceParent);
    }
}
