using Microsoft.Extensions.Options;

namespace Vigia.Server.Alerting.Rules.Running;

internal sealed class RuleOptionsValidator : IValidateOptions<RuleOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, RuleOptions options)
    {
        var errors = new List<string>();
        Require(options.MaxConcurrentGroups is > 0 and <= 1000, "MaxConcurrentGroups is 1 to 1000");
        Require(options.QueryTimeout > TimeSpan.Zero, "QueryTimeout must be above 0");
        Require(options.MaxSeries > 0, "MaxSeries must be above 0");
        Require(options.MaxRules > 0, "MaxRules must be above 0");
        Require(options.ResendDelay > TimeSpan.Zero && options.ResendDelay <= Day, "ResendDelay is above 0 and at most a day");
        Require(options.OutageTolerance >= TimeSpan.Zero, "OutageTolerance must not be negative");
        Require(options.RestoreGrace >= TimeSpan.Zero && options.RestoreGrace <= Day, "RestoreGrace is 0 to a day");
        Require(options.KeepVersions is > 0 and <= 10_000, "KeepVersions is 1 to 10000");
        Require(options.RehearsalTimeout > TimeSpan.Zero, "RehearsalTimeout must be above 0");
        Require(options.MaxConcurrentRehearsals is > 0 and <= 100, "MaxConcurrentRehearsals is 1 to 100");
        Require(
            options.ExternalUrl.Length == 0 || (Uri.TryCreate(options.ExternalUrl, UriKind.Absolute, out Uri? url) && (url.Scheme is "http" or "https")),
            $"ExternalUrl '{options.ExternalUrl}' is no http or https address");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add($"Monitor:Rules:{error}.");
            }
        }
    }
}
