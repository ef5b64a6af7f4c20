using Microsoft.Extensions.Options;

namespace Vigia.Server.Hosting;

internal sealed class MetricKeepingOptionsValidator : IValidateOptions<MetricKeepingOptions>
{
    public ValidateOptionsResult Validate(string? name, MetricKeepingOptions options)
    {
        var errors = new List<string>();
        Require(options.Retention >= TimeSpan.Zero, "Retention must not be negative; 0 keeps everything");
        Require(options.RetentionBytes >= 0, "RetentionBytes must not be negative; 0 is no bound");
        Require(options.OutOfOrderWindow >= TimeSpan.Zero, "OutOfOrderWindow must not be negative");
        Require(options.MaxSeries > 0, "MaxSeries must be above 0");
        Require(options.MaxExemplars >= 0, "MaxExemplars must not be negative");
        _ = RetentionRules.Read(options.RetentionRules, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add($"Monitor:Metrics:{error}.");
            }
        }
    }
}
