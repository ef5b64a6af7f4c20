using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Vigia.Peers.Load;

/// <summary>
/// HTTP/1.1 over one kept connection, written by hand: the client must not be what is measured. Each message has an
/// idempotency key of its own, so that the server deduplicates.
/// </summary>
internal sealed class HttpSender : ISender
{
    private readonly Socket _socket;
    private readonly byte[] _request;
    private readonly int _keyOffset;
    private readonly byte[] _answer = new byte[4096];
    private long _sent;

    private HttpSender(Socket socket, byte[] request, int keyOffset)
    {
        _socket = socket;
        _request = request;
        _keyOffset = keyOffset;
    }

    public static async Task<HttpSender> ConnectAsync(int port, string key, byte[] body, int client)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        string run = Guid.NewGuid().ToString("N")[..8];
        string head =
            $"POST /api/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {body.Length}\r\nIdempotency-Key: {run}-{client:000}-";
        byte[] request = Encoding.ASCII.GetBytes(head + "000000000000\r\n\r\n");
        return new HttpSender(socket, [.. request, .. body], head.Length);
    }

    public async Task SendAsync()
    {
        (++_sent).TryFormat(_request.AsSpan(_keyOffset, 12), out _, "D12", CultureInfo.InvariantCulture);
        await _socket.SendAsync(_request);

        int filled = 0;
        while (true)
        {
            int read = await _socket.ReceiveAsync(_answer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
            int end = _answer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                continue;
            }

            if (filled >= end + 4 + BodyLength(_answer.AsSpan(0, end)))
            {
                break;
            }
        }

        if (!_answer.AsSpan(9, 3).SequenceEqual("202"u8))
        {
            throw new IOException("Not accepted: " + Encoding.UTF8.GetString(_answer, 0, filled));
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        int at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            throw new IOException("The answer has no Content-Length: " + Encoding.UTF8.GetString(head));
        }

        ReadOnlySpan<byte> rest = head[(at + 16)..];
        int stop = rest.IndexOf((byte)'\r');
        return int.Parse(stop < 0 ? rest : rest[..stop], CultureInfo.InvariantCulture);
    }
}
