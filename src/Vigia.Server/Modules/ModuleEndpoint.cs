using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Vigia.Server.Modules;

/// <summary>Where the module is and how the monitor shows who it is.</summary>
/// <param name="Address">Scheme, host and port.</param>
/// <param name="KeyFile">The file that holds the API key, absolute.</param>
internal sealed record ModuleEndpoint(Uri Address, string KeyFile)
{
    /// <summary>The key file in the program's data folder where no other is named.</summary>
    public const string KeyFileName = "console.key";

    private const int DefaultPort = 8080;

    public static ModuleEndpoint Of(ModuleOptions options, IConfiguration configuration)
    {
        string data = configuration["Data:Path"] is { Length: > 0 } path ? path : "data";
        return new ModuleEndpoint(
            string.IsNullOrEmpty(options.Address) ? OfListener(configuration.GetSection("Listeners:http")) : new Uri(options.Address),
            Path.GetFullPath(string.IsNullOrEmpty(options.ApiKeyFile) ? Path.Combine(data, KeyFileName) : options.ApiKeyFile));
    }

    // Under one roof module and monitor read one file of settings, so it says where the module listens.
    private static Uri OfListener(IConfigurationSection listener)
    {
        string address = listener["Address"] is { Length: > 0 } given ? given : "127.0.0.1";
        bool isEverywhere = address == "*" || (IPAddress.TryParse(address, out IPAddress? ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        int port = int.TryParse(listener["Port"], NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) && parsed is > 0 and <= 65_535 ? parsed : DefaultPort;
        string scheme = string.IsNullOrEmpty(listener["Tls:CertificatePath"]) ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        return new UriBuilder(scheme, isEverywhere ? "localhost" : address, port).Uri;
    }
}
