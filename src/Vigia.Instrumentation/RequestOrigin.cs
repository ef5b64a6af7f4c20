using System.Net;
using Microsoft.AspNetCore.Http;

namespace Vigia.Instrumentation;

/// <summary>Whether a request came from this machine.</summary>
public static class RequestOrigin
{
    /// <summary>
    /// True for loopback and Unix sockets. A request that a proxy on this machine passed on came from elsewhere,
    /// which the proxy's headers tell; they can only take the right away, never give it.
    /// </summary>
    public static bool IsLoopback(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        IPAddress? remote = context.Connection.RemoteIpAddress;
        return (remote is null || IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote))
            && !context.Request.Headers.ContainsKey("X-Forwarded-For")
            && !context.Request.Headers.ContainsKey("Forwarded");
    }
}
