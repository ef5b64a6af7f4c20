using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Vigia.Hosting;

/// <summary>Where a listener is configured to listen.</summary>
/// <param name="Protocol">For example <c>http</c>.</param>
/// <param name="Address">As configured: an IP address, <c>localhost</c>, or <c>*</c>.</param>
/// <param name="Port">0: a free one.</param>
/// <param name="IsTls">Whether it has a certificate.</param>
internal sealed record ConfiguredEndpoint(string Protocol, string Address, int Port, bool IsTls)
{
    /// <summary>The monitor's HTTP server stands among the listeners under this name.</summary>
    public const string Monitor = "monitor";

    private static readonly Dictionary<string, int> DefaultPorts = new(StringComparer.OrdinalIgnoreCase) { ["http"] = 8080, ["mqtt"] = 1883, [Monitor] = 9090 };

    /// <summary>Where its settings stand, for example <c>Listeners:http</c>.</summary>
    public string Section => SectionOf(Protocol);

    private string Scheme => Protocol == Monitor ? "http" : Protocol;

    /// <summary>How this machine reaches it.</summary>
    public Uri BaseAddress => new UriBuilder(IsTls ? Scheme + "s" : Scheme, IsEverywhere ? "localhost" : Address, Port).Uri;

    public bool IsEverywhere => Address == "*" || (IPAddress.TryParse(Address, out IPAddress? ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));

    public bool IsLoopback => Address == "localhost" || (IPAddress.TryParse(Address, out IPAddress? ip) && IPAddress.IsLoopback(ip));

    public IPEndPoint? EndPoint =>
        Address == "localhost" ? new IPEndPoint(IPAddress.Loopback, Port)
        : Address == "*" ? new IPEndPoint(IPAddress.IPv6Any, Port)
        : IPAddress.TryParse(Address, out IPAddress? ip) ? new IPEndPoint(ip, Port)
        : null;

    public static ConfiguredEndpoint Of(IConfiguration configuration, string protocol)
    {
        IConfigurationSection section = configuration.GetSection(SectionOf(protocol));
        int port = int.TryParse(section["Port"], NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : DefaultPorts[protocol];
        string address = section["Address"] is { Length: > 0 } given ? given : "127.0.0.1";
        return new ConfiguredEndpoint(protocol, address, port, !string.IsNullOrEmpty(section["Tls:CertificatePath"]));
    }

    /// <summary>Every listener with a socket of its own that is not turned off.</summary>
    public static IEnumerable<ConfiguredEndpoint> All(IConfiguration configuration) =>
        DefaultPorts.Keys
            .Where(protocol => !string.Equals(configuration[$"{SectionOf(protocol)}:Enabled"], "false", StringComparison.OrdinalIgnoreCase))
            .Select(protocol => Of(configuration, protocol));

    private static string SectionOf(string protocol) => protocol == Monitor ? "Monitor" : "Listeners:" + protocol;
}
