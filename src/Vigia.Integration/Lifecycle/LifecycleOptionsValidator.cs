using Microsoft.Extensions.Options;

namespace Vigia.Integration.Lifecycle;

internal sealed class LifecycleOptionsValidator : IValidateOptions<LifecycleOptions>
{
    public ValidateOptionsResult Validate(string? name, LifecycleOptions options)
    {
        var errors = new List<string>();
        if (options.DrainTimeout < TimeSpan.FromSeconds(1) || options.DrainTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add("Lifecycle:DrainTimeout: must be from 00:00:01 to 00:10:00.");
        }

        if (options.HostReserve < TimeSpan.Zero)
        {
            errors.Add("Lifecycle:HostReserve: must not be negative.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
