using Microsoft.Extensions.Options;

namespace Vigia.Integration.Listeners.Mqtt;

internal sealed class MqttOptionsValidator : IValidateOptions<MqttOptions>
{
    public ValidateOptionsResult Validate(string? name, MqttOptions options)
    {
        List<string> errors = [.. ListenerAddress.Validate(MqttOptions.Section, options.Address, options.EffectivePort, options.Tls)];
        Between(errors, nameof(options.MaxConnections), options.MaxConnections, 1, 1_000_000);
        Between(errors, nameof(options.MaxPacketBytes), options.MaxPacketBytes ?? 1024, 1024, 64 * 1024 * 1024);
        Between(errors, nameof(options.MaxInFlight), options.MaxInFlight, 1, 1024);
        Between(errors, nameof(options.ConnectTimeoutSeconds), options.ConnectTimeoutSeconds, 0.1, 300);
        Between(errors, nameof(options.PacketTimeoutSeconds), options.PacketTimeoutSeconds, 0.1, 3600);
        Between(errors, nameof(options.BackPressureSeconds), options.BackPressureSeconds, 0, 300);
        for (int i = 0; i < options.Topics.Count; i++)
        {
            try
            {
                _ = new TopicPattern(options.Topics[i]);
            }
            catch (FormatException exception)
            {
                errors.Add($"{MqttOptions.Section}:Topics:{i}: {exception.Message}.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Between(List<string> errors, string key, double value, double min, double max)
    {
        if (!(value >= min && value <= max))
        {
            errors.Add(FormattableString.Invariant($"{MqttOptions.Section}:{key} is {value}: give a number between {min} and {max}."));
        }
    }
}
