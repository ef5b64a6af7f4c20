using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>
/// Every WebSocket. One timer looks after all of them: ten thousand idle clients cost ten thousand objects, and neither
/// timers nor buffers. Thread safe.
/// </summary>
internal sealed class WebSocketConnections(
    ServiceMetrics metrics, AccessMonitor access, IOptions<WebSocketListenerOptions> options, TimeProvider time)
    : BackgroundService, IDrainStep
{
    private static readonly TimeSpan InspectionInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<WebSocketConnection, byte> _connections = new();
    private int _count;

    public ConnectionMetrics Metrics { get; } = new(metrics, WebSocketHandshake.Protocol);

    public int Order => 100;

    public string Name => WebSocketHandshake.Protocol;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Claims a place. False: all are taken. True must be followed by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= options.Value.MaxConnections)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        Metrics.Failed("limit");
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    /// <summary>Serves one client under inspection.</summary>
    public async Task ServeAsync(WebSocketConnection connection, CancellationToken aborted)
    {
        _connections[connection] = 0;
        try
        {
            await connection.RunAsync(aborted);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Acknowledges what is in hand, sends every client the close code 1001, and waits for theirs.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        List<Task> ended = [];
        foreach ((WebSocketConnection connection, _) in _connections)
        {
            _ = connection.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "draining");
            ended.Add(connection.Ended);
        }

        // Inspection cuts those that take longer than CloseTimeoutSeconds.
        await Task.WhenAll(ended).WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(InspectionInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Inspect();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The module stops.
        }
    }

    private void Inspect()
    {
        foreach ((WebSocketConnection connection, _) in _connections)
        {
            if (connection.Inspect())
            {
                access.Ended(WebSocketHandshake.Protocol, connection.Identity, connection.HasExpired, connection.RemoteAddress);
            }
        }
    }
}
