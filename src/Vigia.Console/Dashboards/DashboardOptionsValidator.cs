using Microsoft.Extensions.Options;

namespace Vigia.Console.Dashboards;

internal sealed class DashboardOptionsValidator : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var errors = new List<string>();
        Require(options.WatchInterval >= TimeSpan.FromMilliseconds(100), "WatchInterval must be at least 100 ms");
        Require(options.KeepVersions is >= 0 and <= 1000, "KeepVersions is 0 to 1000");
        Require(options.MaxDashboards is > 0 and <= 100_000, "MaxDashboards is 1 to 100000");
        Require(options.ScrapeInterval >= TimeSpan.FromMilliseconds(1), "ScrapeInterval must be at least 1 ms");
        Require(options.MaxSeries is > 0 and <= 100_000, "MaxSeries is 1 to 100000");
        Require(options.MaxVariableValues is > 0 and <= 100_000, "MaxVariableValues is 1 to 100000");
        Require(options.CacheFor >= TimeSpan.Zero, "CacheFor must not be negative; 0 keeps nothing");
        Require(options.MaxCachedQueries >= 0, "MaxCachedQueries must not be negative");
        Require(options.MaxCachedSamples >= 0, "MaxCachedSamples must not be negative");
        Require(options.MaxCachedAnswers >= 0, "MaxCachedAnswers must not be negative");
        Require(options.MaxCachedAnswerBytes >= 0, "MaxCachedAnswerBytes must not be negative");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add($"Monitor:Dashboards:{error}.");
            }
        }
    }
}
