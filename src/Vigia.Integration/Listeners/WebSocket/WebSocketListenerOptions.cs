namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>Settings of <c>/ws</c>. Section <c>Listeners:websocket</c>; address and TLS are the HTTP server's.</summary>
internal sealed class WebSocketListenerOptions
{
    public const string Section = "Listeners:websocket";

    /// <summary>Connections at once; further ones are answered 503.</summary>
    public int MaxConnections { get; set; } = 20_000;

    /// <summary>Messages of one connection that wait for the disk at once; reading stops while it is full.</summary>
    public int Window { get; set; } = 64;

    /// <summary>Seconds of silence after which a ping is sent.</summary>
    public double PingSeconds { get; set; } = 30;

    /// <summary>Seconds in which a ping must be answered.</summary>
    public double PingTimeoutSeconds { get; set; } = 20;

    /// <summary>Seconds in which a message must be whole, from its first byte.</summary>
    public double MessageTimeoutSeconds { get; set; } = 30;

    /// <summary>Seconds in which a client must take an acknowledgement in.</summary>
    public double SendTimeoutSeconds { get; set; } = 10;

    /// <summary>Seconds that a close waits for acknowledgements in hand and for the client's own close.</summary>
    public double CloseTimeoutSeconds { get; set; } = 5;

    /// <summary>Origins of web pages that may connect, beside the server's own; <c>*</c> allows every one. Programs send none and are not asked.</summary>
    public IList<string> AllowedOrigins { get; } = [];
}
