using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Vigia.Testing.Listeners;

namespace Vigia.Integration.Tests.Listeners.WebSocket;

/// <summary>A real client of <c>/ws</c> with a deadline on everything.</summary>
internal sealed class WebSocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));

    private WebSocketClient()
    {
    }

    public ClientWebSocket Socket => _socket;

    public static async Task<WebSocketClient> ConnectAsync(
        ListenerHost host, string? secret = KnownCallers.Sender, Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new WebSocketClient();
        if (secret is not null)
        {
            client._socket.Options.SetRequestHeader("Authorization", $"Bearer {secret}");
        }

        client._socket.Options.CollectHttpResponseDetails = true;
        configure?.Invoke(client._socket.Options);
        try
        {
            await client._socket.ConnectAsync(host.WebSocketAddress, client._patience.Token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text, bool endOfMessage = true) =>
        _socket.SendAsync(bytes, type, endOfMessage, _patience.Token);

    public async Task<JsonElement> ReceiveAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult result = await _socket.ReceiveAsync(buffer.AsMemory(), _patience.Token);
        if (result.MessageType is WebSocketMessageType.Close)
        {
            throw new InvalidOperationException($"Closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
        }

        using JsonDocument document = JsonDocument.Parse(buffer.AsMemory(0, result.Count));
        return document.RootElement.Clone();
    }

    /// <summary>Waits for the server's close frame, answers it, and returns its code and reason.</summary>
    public async Task<(int Code, string? Reason)> ReceiveCloseAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        while ((await _socket.ReceiveAsync(buffer.AsMemory(), _patience.Token)).MessageType is not WebSocketMessageType.Close)
        {
        }

        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);
        return ((int)_socket.CloseStatus!.Value, _socket.CloseStatusDescription);
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _patience.Token);

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }
}
