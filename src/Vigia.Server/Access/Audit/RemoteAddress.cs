using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Access.Audit;

/// <summary>The address that a request came from.</summary>
internal static class RemoteAddress
{
    private const int NetworkBytes = 8;

    /// <summary>Without a port; IPv4 also where the socket takes both.</summary>
    public static string? Text(HttpContext context) => Of(context)?.ToString();

    /// <summary>What counts as one place: an address of IPv4, a network of 64 bits of IPv6, of which one caller has all addresses.</summary>
    public static string Place(HttpContext context)
    {
        if (Of(context) is not { } address)
        {
            return "";
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes) + "/64";
    }

    private static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
