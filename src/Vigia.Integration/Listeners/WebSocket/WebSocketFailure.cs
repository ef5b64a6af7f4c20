using System.Net.WebSockets;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>The kind of a failed connection, for <c>connection_errors_total</c>.</summary>
internal static class WebSocketFailure
{
    public static string TypeOf(Exception exception) => exception switch
    {
        WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely or WebSocketError.InvalidState } => "reset",
        WebSocketException => "protocol",
        _ => "reset",
    };
}
