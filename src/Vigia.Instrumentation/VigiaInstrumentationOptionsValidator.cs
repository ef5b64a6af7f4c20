using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Health;
using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Instrumentation;

/// <summary>Checks all options at once, so that all errors are told at once.</summary>
internal static class VigiaInstrumentationOptionsValidator
{
    public static void ThrowIfInvalid(VigiaInstrumentationOptions options)
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(options.ServiceName))
        {
            errors.Add("Instrumentation:ServiceName: is empty.");
        }

        if (string.IsNullOrWhiteSpace(options.ServiceInstanceId))
        {
            errors.Add("Instrumentation:ServiceInstanceId: is empty.");
        }

        options.Metrics.Validate(errors);
        LogOptionsValidator.Validate(options.Logging, errors);
        HealthOptionsValidator.Validate(options.Health, errors);
        TracingOptionsValidator.Validate(options.Tracing, errors);
        OtlpOptionsValidator.Validate(options.Otlp, errors);
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(
                nameof(VigiaInstrumentationOptions), typeof(VigiaInstrumentationOptions), errors);
        }
    }
}
