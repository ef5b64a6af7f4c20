using System.Net;
using System.Net.Sockets;

namespace Vigia.Demo.Clients;

/// <summary>Opens a connection, sends the beginning of something, and breaks off with a TCP reset.</summary>
internal static class BrokenConnection
{
    public static async Task<SendResult> OpenAsync(EndPoint endPoint, ReadOnlyMemory<byte> beginning, TimeProvider time, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, cancellationToken);
        await socket.SendAsync(beginning, cancellationToken);

        // Long enough for the module to have begun to read.
        await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return SendResult.Failed("broken off");
    }
}
