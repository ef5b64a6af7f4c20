using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>What a client says when it opens a WebSocket.</summary>
internal static class WebSocketHandshake
{
    public const string Protocol = "websocket";

    /// <summary>The subprotocol of the JSON messages. A client that offers none gets the same.</summary>
    public const string SubProtocol = "vigia.v1";

    private const string BearerPrefix = "bearer.";

    /// <summary>
    /// Credentials from the headers, or, as a browser's scripts can set none, from a subprotocol beside
    /// <see cref="SubProtocol"/>: <c>Sec-WebSocket-Protocol: vigia.v1, bearer.TOKEN</c>.
    /// </summary>
    public static Credentials ReadCredentials(HttpContext context)
    {
        Credentials credentials = HttpCredentials.Read(context, Protocol);
        foreach (string offered in Offered(context))
        {
            if (offered.StartsWith(BearerPrefix, StringComparison.Ordinal))
            {
                // Two secrets leave it open which one counts, so none does.
                credentials = credentials with { Secret = credentials.Secret is null ? offered[BearerPrefix.Length..] : string.Empty };
            }
        }

        return credentials;
    }

    /// <summary>The subprotocol to agree on, or null where the client does not offer ours.</summary>
    public static string? ChooseSubProtocol(HttpContext context) =>
        Offered(context).Contains(SubProtocol) ? SubProtocol : null;

    private static string[] Offered(HttpContext context) => context.Request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);

    /// <summary>Whether the page that a browser opens the connection from may do so. Programs send no origin.</summary>
    public static bool IsAllowedOrigin(HttpRequest request, IList<string> allowed)
    {
        StringValues origin = request.Headers.Origin;
        if (origin.Count == 0)
        {
            return true;
        }

        if (origin.Count > 1)
        {
            return false;
        }

        if (string.Equals(origin[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (string entry in allowed)
        {
            if (entry == "*" || string.Equals(origin[0], entry, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
