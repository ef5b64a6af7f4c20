using System.Net.WebSockets;
using System.Text;

namespace Vigia.Peers.Load;

/// <summary>One WebSocket; waits for the acknowledgement of each message.</summary>
internal sealed class WebSocketSender : ISender
{
    private readonly ClientWebSocket _socket;
    private readonly string _payload;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly byte[] _answer = new byte[4096];
    private long _sent;

    private WebSocketSender(ClientWebSocket socket, string payload)
    {
        _socket = socket;
        _payload = payload;
    }

    public static async Task<WebSocketSender> ConnectAsync(int port, string key, string payload)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + key);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/ws"), CancellationToken.None);
        return new WebSocketSender(socket, payload);
    }

    public async Task SendAsync()
    {
        long number = ++_sent;
        byte[] frame = Encoding.UTF8.GetBytes(
            $$"""{"type":"pedido.criado","ref":"{{number}}","idempotencyKey":"{{_run}}-{{number}}","payload":{{_payload}}}""");
        await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        ValueWebSocketReceiveResult result = await _socket.ReceiveAsync(_answer.AsMemory(), CancellationToken.None);
        string answer = Encoding.UTF8.GetString(_answer, 0, result.Count);
        if (!answer.Contains("\"status\":\"queued\"", StringComparison.Ordinal))
        {
            throw new IOException("Not accepted: " + answer);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
