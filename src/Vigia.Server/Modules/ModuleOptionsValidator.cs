using Microsoft.Extensions.Options;

namespace Vigia.Server.Modules;

/// <summary>Reports every setting of <see cref="ModuleOptions"/> that is wrong at once.</summary>
internal sealed class ModuleOptionsValidator : IValidateOptions<ModuleOptions>
{
    public ValidateOptionsResult Validate(string? name, ModuleOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (!string.IsNullOrEmpty(options.Address))
        {
            if (!Uri.TryCreate(options.Address, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            {
                errors.AddError($"Monitor:Module:Address '{options.Address}' is not an address such as https://integration.example:8080.");
            }
            else if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            {
                errors.AddError("Monitor:Module:Address is not on this machine: that needs https, or the key would cross the network in the clear.");
            }
            else if (address.AbsolutePath != "/" || address.Query.Length > 0 || address.UserInfo.Length > 0)
            {
                errors.AddError("Monitor:Module:Address has a scheme, a host and a port, and nothing else.");
            }
        }

        if (!string.IsNullOrEmpty(options.CaPath) && !File.Exists(options.CaPath))
        {
            errors.AddError($"Monitor:Module:CaPath: there is no file {options.CaPath}.");
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(5))
        {
            errors.AddError("Monitor:Module:Timeout is 1 second to 5 minutes.");
        }

        return errors.Build();
    }
}
