using Microsoft.Extensions.Options;

namespace Vigia.Integration.Listeners.Web;

internal sealed class WebServerOptionsValidator : IValidateOptions<WebServerOptions>
{
    public ValidateOptionsResult Validate(string? name, WebServerOptions options)
    {
        const string Section = WebServerOptions.Section;
        List<string> errors = [.. ListenerAddress.Validate(Section, options.Address, options.Port, options.Tls)];
        Between(options.MaxConnections, 1, 1_000_000, nameof(options.MaxConnections));
        Between(options.MaxHeaderBytes, 1_024, 1_048_576, nameof(options.MaxHeaderBytes));
        Between(options.MaxHeaderCount, 8, 1_000, nameof(options.MaxHeaderCount));
        Between(options.HeaderTimeoutSeconds, 0.1, 3_600, nameof(options.HeaderTimeoutSeconds));
        Between(options.HandshakeTimeoutSeconds, 0.1, 3_600, nameof(options.HandshakeTimeoutSeconds));
        Between(options.MinBodyBytesPerSecond, 0, 1e9, nameof(options.MinBodyBytesPerSecond));
        Between(options.BodyGraceSeconds, 1.1, 3_600, nameof(options.BodyGraceSeconds));
        Between(options.KeepAliveSeconds, 1, 86_400, nameof(options.KeepAliveSeconds));
        Between(options.DrainSeconds, 0, 25, nameof(options.DrainSeconds));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between(double value, double min, double max, string option)
        {
            if (!(value >= min && value <= max))
            {
                errors.Add(FormattableString.Invariant($"{Section}:{option} is {value}: give a number between {min} and {max}."));
            }
        }
    }
}
