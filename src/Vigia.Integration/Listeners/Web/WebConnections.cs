using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Listeners.Web;

/// <summary>
/// Every connection to the HTTP server: counts them, bounds their number, and brings them to rest. While the module
/// drains the port stays open, so that probes see readiness turn false; messages are refused. Thread safe.
/// </summary>
internal sealed class WebConnections : IDrainStep
{
    private static readonly byte[] Busy =
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly ConcurrentDictionary<WebConnection, Task> _connections = new();
    private readonly WebServerOptions _options;
    private readonly TimeProvider _time;
    private readonly Counter _tlsErrors;
    private int _count;

    public WebConnections(ServiceMetrics metrics, IOptions<WebServerOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        Metrics = new ConnectionMetrics(metrics, "http");
        _tlsErrors = metrics.SecurityErrors.WithLabels("tls");
    }

    public ConnectionMetrics Metrics { get; }

    public int Order => 100;

    public string Name => "http";

    public int Count => Volatile.Read(ref _count);

    /// <summary>Connection middleware before TLS.</summary>
    public async Task AcceptAsync(ConnectionContext context, ConnectionDelegate next)
    {
        if (Interlocked.Increment(ref _count) > _options.MaxConnections)
        {
            await RefuseAsync(context);
            return;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = new WebConnection(context, Metrics) { IsEstablished = !_options.Tls.IsConfigured };
        _connections[connection] = ended.Task;
        context.Features.Set(connection);
        try
        {
            await next(context);
        }
        finally
        {
            if (!connection.IsEstablished)
            {
                Metrics.Failed("tls");
                _tlsErrors.Increment();
            }

            _connections.TryRemove(connection, out _);
            connection.Closed();
            Interlocked.Decrement(ref _count);
            ended.SetResult();
        }
    }

    /// <summary>Connection middleware behind TLS: whoever comes here has shaken hands.</summary>
    public static Task EstablishedAsync(ConnectionContext context, ConnectionDelegate next)
    {
        if (context.Features.Get<WebConnection>() is { } connection)
        {
            connection.IsEstablished = true;
        }

        return next(context);
    }

    /// <summary>Closes idle connections, waits for the requests in hand, then cuts what is left.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        List<WebConnection> open = [];
        List<Task> ended = [];
        foreach ((WebConnection connection, Task end) in _connections)
        {
            if (!connection.IsUpgraded)
            {
                connection.RequestClose();
                open.Add(connection);
                ended.Add(end);
            }
        }

        try
        {
            await Task.WhenAll(ended).WaitAsync(TimeSpan.FromSeconds(_options.DrainSeconds), _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            foreach (WebConnection connection in open)
            {
                if (_connections.ContainsKey(connection))
                {
                    Metrics.Failed("slow");
                    connection.Abort();
                }
            }
        }
    }

    private async Task RefuseAsync(ConnectionContext context)
    {
        try
        {
            Metrics.Failed("limit");
            if (!_options.Tls.IsConfigured)
            {
                await context.Transport.Output.WriteAsync(Busy, context.ConnectionClosed);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
