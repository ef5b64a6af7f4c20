using Microsoft.Extensions.Options;

namespace Vigia.Integration.Listeners.WebSocket;

internal sealed class WebSocketListenerOptionsValidator : IValidateOptions<WebSocketListenerOptions>
{
    public ValidateOptionsResult Validate(string? name, WebSocketListenerOptions options)
    {
        List<string> errors = [];
        Between(options.MaxConnections, 1, 1_000_000, nameof(options.MaxConnections));
        Between(options.Window, 1, 10_000, nameof(options.Window));
        Between(options.PingSeconds, 0.1, 3_600, nameof(options.PingSeconds));
        Between(options.PingTimeoutSeconds, 0.1, 3_600, nameof(options.PingTimeoutSeconds));
        Between(options.MessageTimeoutSeconds, 0.1, 3_600, nameof(options.MessageTimeoutSeconds));
        Between(options.SendTimeoutSeconds, 0.1, 3_600, nameof(options.SendTimeoutSeconds));
        Between(options.CloseTimeoutSeconds, 0.1, 20, nameof(options.CloseTimeoutSeconds));
        foreach (string origin in options.AllowedOrigins)
        {
            if (origin != "*" && (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) || uri.GetLeftPart(UriPartial.Authority) != origin))
            {
                errors.Add($"{WebSocketListenerOptions.Section}:AllowedOrigins has \"{origin}\": give scheme, host and port, such as https://painel.example, or *.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Between(double value, double min, double max, string option)
        {
            if (!(value >= min && value <= max))
            {
                errors.Add(FormattableString.Invariant(
                    $"{WebSocketListenerOptions.Section}:{option} is {value}: give a number between {min} and {max}."));
            }
        }
    }
}
