using Microsoft.Extensions.Options;

namespace Vigia.Integration.Admission;

internal sealed class AdmissionOptionsValidator : IValidateOptions<AdmissionOptions>
{
    public ValidateOptionsResult Validate(string? name, AdmissionOptions options)
    {
        List<string> errors = [];
        Between(options.MaxMessageBytes, 1, 256 * 1024 * 1024, nameof(options.MaxMessageBytes));
        Between(options.MaxBatch, 1, 100_000, nameof(options.MaxBatch));
        Between(options.MaxBatchBytes, options.MaxMessageBytes, 4L * 1024 * 1024 * 1024, nameof(options.MaxBatchBytes));
        Between(options.MaxDepth, 1, 512, nameof(options.MaxDepth));
        Between(options.MaxHeaders, 0, 256, nameof(options.MaxHeaders));
        Between(options.MaxKeysInFlight, 1, 10_000_000, nameof(options.MaxKeysInFlight));
        Between(options.RetryAfterSeconds, 0, 3_600, nameof(options.RetryAfterSeconds));
        Between(options.SchemaReloadSeconds, 0.1, 86_400, nameof(options.SchemaReloadSeconds));
        RateLimitOptions rate = options.RateLimit;
        Between(rate.PermitsPerSecond, 0, 10_000_000, $"RateLimit:{nameof(rate.PermitsPerSecond)}");
        Between(rate.Burst, 1, 100_000_000, $"RateLimit:{nameof(rate.Burst)}");
        Between(rate.MaxIdentities, 1, 1_000_000, $"RateLimit:{nameof(rate.MaxIdentities)}");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between(double value, double min, double max, string option)
        {
            if (!(value >= min && value <= max))
            {
                errors.Add(FormattableString.Invariant($"{AdmissionOptions.Section}:{option} is {value}: give a number between {min} and {max}."));
            }
        }
    }
}
