using Vigia.Instrumentation.Tls;

namespace Vigia.Integration.Listeners.Web;

/// <summary>
/// The HTTP server that carries the module's API, <c>/ws</c>, <c>/metrics</c> and <c>/health</c>. Section <c>Listeners:http</c>.
/// </summary>
internal sealed class WebServerOptions
{
    public const string Section = "Listeners:http";

    /// <summary>An IP address, <c>localhost</c>, or <c>*</c>. Any but a loopback address needs <see cref="Tls"/>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; set; } = 8080;

    public TlsOptions Tls { get; set; } = new();

    /// <summary>Connections at once; further ones are answered 503 and closed.</summary>
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Bytes of all of a request's header fields together.</summary>
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Header fields of a request.</summary>
    public int MaxHeaderCount { get; set; } = 64;

    /// <summary>Seconds in which a request's header must be there, from its first byte.</summary>
    public double HeaderTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds in which a TLS handshake must be done.</summary>
    public double HandshakeTimeoutSeconds { get; set; } = 10;

    /// <summary>Bytes a second that a body must come with, after <see cref="BodyGraceSeconds"/>. 0: no lower bound.</summary>
    public double MinBodyBytesPerSecond { get; set; } = 240;

    /// <summary>Seconds before <see cref="MinBodyBytesPerSecond"/> counts.</summary>
    public double BodyGraceSeconds { get; set; } = 5;

    /// <summary>Seconds that a connection may be idle between two requests.</summary>
    public double KeepAliveSeconds { get; set; } = 120;

    /// <summary>Seconds that a stop waits for requests in hand before it cuts their connections.</summary>
    public double DrainSeconds { get; set; } = 10;
}
