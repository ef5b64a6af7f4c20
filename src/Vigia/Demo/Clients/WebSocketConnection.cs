using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace Vigia.Demo.Clients;

/// <summary>One WebSocket connection, with any number of messages waiting for their answers. Thread safe.</summary>
internal sealed class WebSocketConnection : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(3);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SendResult>> _waiting = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private Task _receiving = Task.CompletedTask;

    public WebSocketConnection(string? secret, TimeProvider time)
    {
        _time = time;
        _socket.Options.Proxy = null;
        _socket.Options.CollectHttpResponseDetails = true;
        if (secret is not null)
        {
            _socket.Options.SetRequestHeader("Authorization", "Bearer " + secret);
        }
    }

    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <summary>The HTTP status of the handshake, 101 where it went well.</summary>
    public int HandshakeStatus => (int)_socket.HttpStatusCode;

    public async Task OpenAsync(Uri address, HttpMessageInvoker invoker, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(address, invoker, cancellationToken);
        _receiving = ReceiveAsync();
    }

    public async Task<SendResult> SendAsync(string reference, byte[] frame, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[reference] = answer;
        try
        {
            await _sending.WaitAsync(cancellationToken);
            try
            {
                await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }
            finally
            {
                _sending.Release();
            }

            if (_receiving.IsCompleted)
            {
                return Closed();
            }

            return await answer.Task.WaitAsync(AnswerTimeout, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            return Closed();
        }
        catch (TimeoutException)
        {
            return SendResult.Failed("timeout");
        }
        finally
        {
            _waiting.TryRemove(reference, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(CloseTimeout, _time);
        try
        {
            if (_socket.State is WebSocketState.Open)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
                await _receiving.WaitAsync(timeout.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // The other side went first; there is nothing left to close.
        }

        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
                if (received.MessageType == WebSocketMessageType.Close || length == buffer.Length)
                {
                    break;
                }

                if (received.EndOfMessage)
                {
                    Answer(buffer.AsMemory(0, length));
                    length = 0;
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException or JsonException)
        {
            // Told to those who wait, below.
        }

        foreach (TaskCompletionSource<SendResult> waiting in _waiting.Values)
        {
            waiting.TrySetResult(Closed());
        }
    }

    private SendResult Closed() => _socket.CloseStatus is { } status and not WebSocketCloseStatus.NormalClosure
        ? SendResult.Rejected("closed " + ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture))
        : SendResult.Failed("closed");

    // {"ref","id","status":"queued"}, or {"ref","error","code"}; an error without a reference is about the whole connection.
    private void Answer(ReadOnlyMemory<byte> frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement answer = document.RootElement;
        SendResult result = answer.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String
            ? SendResult.Acknowledged(id.GetString()!)
            : SendResult.Rejected(answer.TryGetProperty("code", out JsonElement code) ? code.ToString() : "error");
        if (answer.TryGetProperty("ref", out JsonElement reference)
            && reference.ValueKind == JsonValueKind.String
            && _waiting.TryGetValue(reference.GetString()!, out TaskCompletionSource<SendResult>? waiting))
        {
            waiting.TrySetResult(result);
        }
    }
}
