using System.Net;
using Microsoft.Extensions.Options;

namespace Vigia.Server.Hosting;

internal sealed class MonitorOptionsValidator : IValidateOptions<MonitorOptions>
{
    public ValidateOptionsResult Validate(string? name, MonitorOptions options)
    {
        var errors = new List<string>();
        if (options.Port is < 0 or > 65535)
        {
            errors.Add("Monitor:Port is a port, 0 to 65535.");
        }

        if (options.MaxConnections <= 0)
        {
            errors.Add("Monitor:MaxConnections must be above 0.");
        }

        if (options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromHours(1))
        {
            errors.Add("Monitor:DrainTimeout is 0 to 1 hour.");
        }

        errors.AddRange(options.Tls.Validate("Monitor:Tls"));
        if (!TryAddress(options.Address, out IPAddress? address))
        {
            errors.Add($"Monitor:Address '{options.Address}' is neither an IP address nor localhost nor *.");
        }
        else if (!options.Tls.IsConfigured && !IPAddress.IsLoopback(address))
        {
            errors.Add(
                $"Monitor:Address {options.Address} can be reached from the network, so passwords and tokens would cross it in the clear. "
                + "Set Monitor:Tls:CertificatePath and Monitor:Tls:KeyPath to PEM files, or listen on 127.0.0.1.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    internal static bool TryAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = text switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(text, out IPAddress? parsed) ? parsed : null,
        };
        return address is not null;
    }
}
