using Microsoft.Extensions.Options;

namespace Vigia.Integration.Access.Jwt;

/// <summary>Tells all that is wrong with the section at once, the key files' contents included.</summary>
internal sealed class JwtOptionsValidator : IValidateOptions<JwtOptions>
{
    public ValidateOptionsResult Validate(string? name, JwtOptions options)
    {
        if (!options.IsEnabled)
        {
            return ValidateOptionsResult.Success;
        }

        var errors = new List<string>();
        Require(errors, !string.IsNullOrWhiteSpace(options.Issuer), "Issuer", "must name who makes the tokens");
        Require(errors, !string.IsNullOrWhiteSpace(options.Audience), "Audience", "must name this service as tokens do");
        Range(errors, "ClockSkew", options.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Range(errors, "JwksRefresh", options.JwksRefresh, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1));
        Range(errors, "JwksMinimumInterval", options.JwksMinimumInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(errors, "JwksTimeout", options.JwksTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Require(errors, options.CacheSize is >= 16 and <= 1_000_000, "CacheSize", "must be 16 to 1000000");
        Require(errors, !string.IsNullOrWhiteSpace(options.SubjectClaim), "SubjectClaim", "must not be empty");
        Require(
            errors,
            options.JwksUrl is not { } url || (url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))),
            "JwksUrl",
            "must be an https address, or http on loopback: whoever can change the keys on their way can make tokens");
        SigningKeyReader.ReadFiles(options, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Range(List<string> errors, string key, TimeSpan value, TimeSpan min, TimeSpan max) =>
        Require(errors, value >= min && value <= max, key, $"must be {min:c} to {max:c}, but is {value:c}");

    private static void Require(List<string> errors, bool condition, string key, string problem)
    {
        if (!condition)
        {
            errors.Add($"{JwtOptions.Section}:{key} {problem}.");
        }
    }
}
