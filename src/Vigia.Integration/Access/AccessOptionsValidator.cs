using Microsoft.Extensions.Options;

namespace Vigia.Integration.Access;

internal sealed class AccessOptionsValidator : IValidateOptions<AccessOptions>
{
    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var errors = new List<string>();
        if (options.FailuresPerMinute < 0)
        {
            errors.Add($"Access:FailuresPerMinute must be 0 (no limit) or more, but is {options.FailuresPerMinute}.");
        }

        if (options.KeyRefresh < TimeSpan.FromMilliseconds(50) || options.KeyRefresh > TimeSpan.FromSeconds(10))
        {
            errors.Add($"Access:KeyRefresh must be 00:00:00.05 to 00:00:10, but is {options.KeyRefresh:c}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
