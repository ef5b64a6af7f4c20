using System.Collections.Concurrent;
using System.Net.Sockets;
using Vigia.Instrumentation.Tls;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>Every live connection: bounded in number, looked after for time-outs and credentials that end. Thread safe.</summary>
internal sealed class MqttConnections(MqttServices services)
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<MqttConnection, Task> _live = new();
    private readonly ConcurrentDictionary<(string Subject, string ClientId), MqttConnection> _clients = new();
    private int _count;
    private volatile bool _isDraining;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes an accepted socket and serves it until it closes.</summary>
    public void Take(Socket socket, ServerCertificate? certificate)
    {
        if (_isDraining || Interlocked.Increment(ref _count) > services.Options.MaxConnections)
        {
            if (!_isDraining)
            {
                Interlocked.Decrement(ref _count);
                services.Monitor.Connections.Failed("limit");
            }

            socket.Dispose();
            return;
        }

        services.Monitor.Connections.Opened();
        var connection = new MqttConnection(services, this, socket, certificate);

        // The entry is there before the connection can end, so that its end always finds it.
        _live[connection] = Task.CompletedTask;
        Task running = ServeAsync(connection);
        _live.TryUpdate(connection, running, Task.CompletedTask);
    }

    /// <summary>
    /// A client that comes back under its id before its old connection is known to be dead takes it over (MQTT 5,
    /// section 3.1.4). Ids are each subject's own, so that nobody can cut off another's connection by naming its id.
    /// </summary>
    public void Enter(MqttConnection connection, string subject, string clientId)
    {
        MqttConnection? old = null;
        _clients.AddOrUpdate(
            (subject, clientId),
            connection,
            (_, present) =>
            {
                old = present;
                return connection;
            });
        old?.End(MqttReason.SessionTakenOver);
    }

    public void Leave(MqttConnection connection, string subject, string clientId) =>
        _clients.TryRemove(new((subject, clientId), connection));

    /// <summary>Looks at all connections now and then: cheaper than a timer for each of ten thousand that idle.</summary>
    public async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(WatchPeriod, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                long timestamp = services.Time.GetTimestamp();
                DateTimeOffset now = services.Time.GetUtcNow();
                foreach ((MqttConnection connection, _) in _live)
                {
                    connection.Watch(timestamp, now);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The module stops.
        }
    }

    /// <summary>Takes no more connections; ends those there are after what they are owed is written.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        foreach ((MqttConnection connection, _) in _live)
        {
            connection.End(MqttReason.ServerShuttingDown);
        }

        await Task.WhenAll(_live.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach ((MqttConnection connection, _) in _live)
        {
            connection.Abort();
        }
    }

    private async Task ServeAsync(MqttConnection connection)
    {
        // Not on the accept loop's own time.
        await Task.Yield();
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            _live.TryRemove(connection, out _);
            connection.Dispose();
            Interlocked.Decrement(ref _count);
            services.Monitor.Connections.Closed();
        }
    }
}
