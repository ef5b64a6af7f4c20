using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Vigia.Integration.Listeners.Web;

/// <summary>
/// One TCP connection to the HTTP server, a feature of it and of its requests. It counts for one protocol at a time: a
/// WebSocket's connection is <c>http</c> until the upgrade and <c>websocket</c> from then on.
/// </summary>
internal sealed class WebConnection
{
    private readonly ConnectionContext _context;
    private ConnectionMetrics _metrics;

    public WebConnection(ConnectionContext context, ConnectionMetrics metrics)
    {
        _context = context;
        _metrics = metrics;
        metrics.Opened();
    }

    /// <summary>Whether the TLS handshake was done, where there is TLS.</summary>
    public bool IsEstablished { get; set; }

    /// <summary>Whether another protocol took it over: then that one's drain ends it.</summary>
    public bool IsUpgraded { get; private set; }

    /// <summary>A failure of it was counted; Kestrel may report the same one again, or what is left of the broken request.</summary>
    public bool IsFailureCounted { get; private set; }

    /// <summary>Counts that a request broke off.</summary>
    public void Failed(string type)
    {
        IsFailureCounted = true;
        _metrics.Failed(type);
    }

    /// <summary>From now on it counts for another protocol. Not for HTTP/2, where it carries others too.</summary>
    public void MoveTo(ConnectionMetrics metrics)
    {
        _metrics.Closed();
        _metrics = metrics;
        _metrics.Opened();
        IsUpgraded = true;
    }

    public void Closed() => _metrics.Closed();

    /// <summary>Ends it once the request in hand is answered.</summary>
    public void RequestClose() => _context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    public void Abort() => _context.Abort();
}
