using System.Net;
using Vigia.Instrumentation.Tls;

namespace Vigia.Integration.Listeners;

/// <summary>Where a listener listens, and the law that one which the network can reach has TLS.</summary>
internal static class ListenerAddress
{
    /// <summary>Reads an address: an IP address, <c>localhost</c> (IPv4), or <c>*</c> for every address of the machine.</summary>
    public static bool TryParse(string? text, out IPAddress address)
    {
        switch (text)
        {
            case "localhost":
                address = IPAddress.Loopback;
                return true;
            case "*":
                address = IPAddress.IPv6Any;
                return true;
            default:
                bool parsed = IPAddress.TryParse(text, out IPAddress? found);
                address = found ?? IPAddress.None;
                return parsed;
        }
    }

    /// <summary>Every error in a listener's address, port and TLS settings.</summary>
    /// <param name="section">Where they stand, for example <c>Listeners:mqtt</c>.</param>
    /// <param name="address">As configured.</param>
    /// <param name="port">As configured; 0 takes a free one.</param>
    /// <param name="tls">As configured.</param>
    public static IEnumerable<string> Validate(string section, string? address, int port, TlsOptions tls)
    {
        if (!TryParse(address, out IPAddress parsed))
        {
            yield return $"{section}:Address is \"{address}\": give an IP address, localhost, or * for every address of the machine.";
        }
        else if (!IPAddress.IsLoopback(parsed) && !tls.IsConfigured)
        {
            yield return $"{section}:Address {address} can be reached from the network, so credentials would cross it in the clear. "
                + $"Set {section}:Tls:CertificatePath and {section}:Tls:KeyPath to PEM files, or listen on 127.0.0.1.";
        }

        if (port is < 0 or > 65_535)
        {
            yield return $"{section}:Port is {port}: give a port between 1 and 65535, or 0 for a free one.";
        }

        foreach (string error in tls.Validate($"{section}:Tls"))
        {
            yield return error;
        }
    }
}
