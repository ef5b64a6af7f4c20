using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vigia.Server.Access.Web;

/// <summary>
/// Whether a request that a browser adds its cookie to was made by a page of ours. By Fetch Metadata (W3C) where the browser sends it, else by Origin
/// (RFC 6454) against Host; a program sends neither.
/// </summary>
internal static class SameOrigin
{
    /// <summary>Methods that may change something, and WebSocket, whose answer other pages may read.</summary>
    public static bool Matters(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        || request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>True: of ours. False: of another. Null: the request does not say.</summary>
    public static bool? Of(HttpRequest request)
    {
        StringValues site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
        {
            return site.Count == 1 && string.Equals(site[0], "same-origin", StringComparison.Ordinal);
        }

        StringValues origin = request.Headers.Origin;
        return origin.Count == 0 ? null : origin.Count == 1 && IsOwn(origin[0], request);
    }

    // A proxy before this may have taken TLS off, so that a page over https reaches here over http; never the other way round.
    private static bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && !request.IsHttps))
        && string.Equals(uri.Authority, WithoutDefaultPort(request.Host, uri.Scheme), StringComparison.OrdinalIgnoreCase);

    private static string WithoutDefaultPort(HostString host, string scheme) =>
        host.Port is { } port && port == (scheme == Uri.UriSchemeHttps ? 443 : 80) ? host.Host : host.Value ?? "";
}
