using System.Net;
using System.Net.Sockets;
using System.Text;
using Vigia.Testing;
using Vigia.Testing.Mqtt;

namespace Vigia.Process.Tests.Robustness;

/// <summary>One TCP connection that sends what no well-behaved client would, from a loopback address of its own choice.</summary>
internal sealed class RawPeer : IDisposable
{
    // One address has some 28,000 ports to call from, other tests' included.
    private const int SourceAddresses = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawPeer> OpenAsync(int port, int number = 0)
    {
        var peer = new RawPeer();
        using var patience = new CancellationTokenSource(Patience);
        peer._socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (number % SourceAddresses))]), 0));
        await peer._socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        return peer;
    }

    /// <summary>A connection that has sent one request, was answered, and could send another.</summary>
    public static async Task<RawPeer> OpenHttpAsync(VigiaSetup setup, int number)
    {
        RawPeer peer = await OpenAsync(setup.Port, number);
        await peer.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await peer.ExpectAsync("HTTP/1.1 200");
        return peer;
    }

    /// <summary>An open WebSocket.</summary>
    public static async Task<RawPeer> OpenWebSocketAsync(VigiaSetup setup, int number)
    {
        RawPeer peer = await OpenAsync(setup.Port, number);
        await peer.SendAsync(
            $"GET /ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {setup.Key}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        await peer.ExpectAsync("HTTP/1.1 101");
        return peer;
    }

    /// <summary>An MQTT client that is connected and has promised no pings.</summary>
    public static async Task<RawPeer> OpenMqttAsync(VigiaSetup setup, int number)
    {
        RawPeer peer = await OpenAsync(setup.MqttPort, number);
        await peer.SendAsync(RawMqttClient.Connect(4, FormattableString.Invariant($"peer-{number}"), setup.Key, keepAlive: 0));
        byte[] answer = new byte[4];
        await peer.ReadExactlyAsync(answer);
        return answer is [0x20, 2, _, 0] ? peer : throw new InvalidOperationException($"CONNACK {Convert.ToHexString(answer)}");
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, patience.Token)..];
        }
    }

    /// <summary>
    /// Sends the head at once, then one byte after the other in no hurry, over and over, until the server has enough of it.
    /// Returns what it answered.
    /// </summary>
    public async Task<string> TrickleAsync(ReadOnlyMemory<byte> head, byte[] bytes)
    {
        await SendAsync(head);
        Task<string> answer = ReadToEndAsync();
        try
        {
            for (int i = 0; !answer.IsCompleted; i++)
            {
                await _socket.SendAsync(bytes.AsMemory(i % bytes.Length, 1));
                await Task.WhenAny(answer, Task.Delay(100));
            }
        }
        catch (SocketException)
        {
            // It was cut off: that is the end that is waited for.
        }

        return await answer;
    }

    /// <summary>Everything until the server closes or cuts the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var received = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(buffer, patience.Token) is var count and > 0)
            {
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Reset: what came before it counts.
        }

        return received.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private async Task ExpectAsync(string start)
    {
        var received = new StringBuilder();
        byte[] buffer = new byte[1024];
        using var patience = new CancellationTokenSource(Patience);
        while (!received.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int count = await _socket.ReceiveAsync(buffer, patience.Token);
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            if (count == 0)
            {
                break;
            }
        }

        if (!received.ToString().StartsWith(start, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Instead of {start}: {received}");
        }
    }

    private async Task ReadExactlyAsync(Memory<byte> buffer)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!buffer.IsEmpty)
        {
            int count = await _socket.ReceiveAsync(buffer, patience.Token);
            buffer = count > 0 ? buffer[count..] : throw new EndOfStreamException("The server closed the connection.");
        }
    }
}
