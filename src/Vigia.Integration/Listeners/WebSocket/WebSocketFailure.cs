using System.Net.WebSockets;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>The kind of a failed connection, for <c>connection_errors_total</c>.</summary>
internal static class WebSocketFailure
{
    public const string Protocol = "protocol";

    /// <param name="exception">What reading threw.</param>
    /// <param name="isAborted">Whether the transport was cut: by the client, or as the server stops.</param>
    public static string TypeOf(Exception exception, bool isAborted) => exception switch
    {
        WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely or WebSocketError.InvalidState } => "reset",
        WebSocketException => Protocol,

        // An unanswered ping ends the read as if it had been cancelled.
        OperationCanceledException when !isAborted => "timeout",
        _ => "reset",
    };
}
