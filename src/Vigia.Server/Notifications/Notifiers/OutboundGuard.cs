using System.Net;
using System.Net.Sockets;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>
/// Decides which addresses notices may go to, at the moment of connecting, so that neither a redirect nor a name that resolves anew leads elsewhere.
/// Link-local addresses, where clouds keep their credentials, are always refused; loopback and private ones where the user says so.
/// </summary>
internal sealed class OutboundGuard(bool forbidsPrivate)
{
    /// <summary>Connects a socket, for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true);

    /// <summary>Connects a socket to the first address of a host that is allowed and answers.</summary>
    /// <exception cref="HttpRequestException">None is allowed.</exception>
    /// <exception cref="SocketException">None answers.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(Allows)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(addresses.Length == 0 ? $"{host} has no address" : $"{host} leads to an address that notices may not go to (outbound in notify.yml)");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether notices may go to an address.</summary>
    public bool Allows(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        byte[] bytes = plain.GetAddressBytes();
        bool isVersion4 = plain.AddressFamily == AddressFamily.InterNetwork;
        bool isLinkLocal = isVersion4 ? bytes[0] == 169 && bytes[1] == 254 : plain.IsIPv6LinkLocal;
        bool isPrivate = IPAddress.IsLoopback(plain) || (isVersion4
            ? bytes[0] is 10 or 0 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
            : plain.IsIPv6UniqueLocal || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.IPv6Any));
        return !isLinkLocal && !(forbidsPrivate && isPrivate);
    }
}
