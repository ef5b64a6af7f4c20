using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vigia.Process.Tests.Stop;

/// <summary>An HTTP server that takes requests and answers none until <see cref="Answer"/>, from then on every one with 200.</summary>
internal sealed class HangingDestination : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public HangingDestination()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Completes when the first request has come.</summary>
    public Task Asked => _asked.Task;

    public void Answer() => _answers.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                byte[] buffer = new byte[16 * 1024];
                while (await socket.ReceiveAsync(buffer, _end.Token) > 0)
                {
                    _asked.TrySetResult();
                    await _answers.Task.WaitAsync(_end.Token);
                    await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), _end.Token);
                    socket.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or SocketException)
            {
                // The module went away, or the test is over.
            }
        }
    }
}
