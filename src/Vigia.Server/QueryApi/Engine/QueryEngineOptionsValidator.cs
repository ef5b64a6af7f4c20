using Microsoft.Extensions.Options;

namespace Vigia.Server.QueryApi.Engine;

internal sealed class QueryEngineOptionsValidator : IValidateOptions<QueryEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, QueryEngineOptions options)
    {
        var errors = new List<string>();
        Require(options.Timeout > TimeSpan.Zero, "Timeout must be above 0");
        Require(options.Lookback > TimeSpan.Zero, "Lookback must be above 0");
        Require(options.MaxSamples > 0, "MaxSamples must be above 0");
        Require(options.MaxBytes > 0, "MaxBytes must be above 0");
        Require(options.MaxSeries > 0, "MaxSeries must be above 0");
        Require(options.MaxConcurrent is > 0 and <= 10_000, "MaxConcurrent is 1 to 10000");
        Require(options.LogSlowerThan >= TimeSpan.Zero, "LogSlowerThan must not be negative; 0 logs every query");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add($"Monitor:Queries:{error}.");
            }
        }
    }
}
