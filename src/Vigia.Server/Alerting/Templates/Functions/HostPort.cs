using System.Net;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>Addresses as targets have them: <c>host:port</c>, <c>[::1]:9090</c>.</summary>
internal static class HostPort
{
    /// <summary>The host; null where the text is not a host with a port.</summary>
    public static string? Host(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            return null;
        }

        if (text[0] == '[')
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            return end > 0 && end + 1 == colon && text.IndexOf('[', 1) < 0 ? text[1..end] : null;
        }

        string host = text[..colon];
        return host.AsSpan().ContainsAny(":[]") ? null : host;
    }

    /// <summary>The host without its domain, and the port again where there was one; an IP address stays.</summary>
    public static string WithoutDomain(string text)
    {
        string host = Host(text) ?? text;
        if (IPAddress.TryParse(host, out _))
        {
            return text;
        }

        string port = host.Length == text.Length ? "" : text[text.LastIndexOf(':')..];
        return host.Split('.')[0] + port;
    }
}
