using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>
/// The server's half of the opening handshake, over HTTP/1.1 (RFC 6455, section 4.2) and HTTP/2 (RFC 8441). ASP.NET Core's
/// own cuts the connection as soon as the WebSocket fails, and with it the close frame that says why; this one leaves it
/// to <see cref="WebSocketConnection"/> when to cut.
/// </summary>
internal static class WebSocketUpgrade
{
    private const string Version = "13";

    // base64 of 16 bytes
    private const int KeyLength = 24;

    /// <summary>Whether the request opens a WebSocket that can be opened. False: it was answered.</summary>
    public static bool IsRequested(HttpContext context)
    {
        IHeaderDictionary headers = context.Request.Headers;
        if (!IsExtendedConnect(context) && !IsUpgrade(context))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return false;
        }

        if (headers.SecWebSocketVersion != Version)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.SecWebSocketVersion = Version;
            return false;
        }

        if (!IsExtendedConnect(context) && !IsKey(headers.SecWebSocketKey))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return false;
        }

        return true;
    }

    /// <summary>Answers the handshake and takes the connection over. Compression is never agreed on: it would mix senders' secrets with others' data.</summary>
    public static async Task<(System.Net.WebSockets.WebSocket Socket, UpgradedStream Stream)> AcceptAsync(
        HttpContext context, string? subProtocol, WebSocketListenerOptions options)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (subProtocol is not null)
        {
            headers.SecWebSocketProtocol = subProtocol;
        }

        Stream transport;
        if (IsExtendedConnect(context))
        {
            transport = await context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync();
        }
        else
        {
            headers.Upgrade = "websocket";
            headers.Connection = "Upgrade";
            headers.SecWebSocketAccept = AcceptValue(context.Request.Headers.SecWebSocketKey.ToString());
            transport = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }

        var stream = new UpgradedStream(transport, context.RequestAborted);
        var socket = System.Net.WebSockets.WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subProtocol,
            KeepAliveInterval = TimeSpan.FromSeconds(options.PingSeconds),
            KeepAliveTimeout = TimeSpan.FromSeconds(options.PingTimeoutSeconds),
        });
        return (socket, stream);
    }

    private static bool IsExtendedConnect(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" };

    private static bool IsUpgrade(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Request.Headers.GetCommaSeparatedValues("Upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase);

    private static bool IsKey(StringValues key)
    {
        Span<byte> bytes = stackalloc byte[16];
        return key.Count == 1 && key[0]!.Length == KeyLength && Convert.TryFromBase64String(key[0]!, bytes, out int written) && written == 16;
    }

#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; it proves that a WebSocket server answered, and keeps nothing secret.
    private static string AcceptValue(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes($"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
}
