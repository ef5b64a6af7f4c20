namespace Vigia.Instrumentation.Tracing;

internal static class OtlpOptionsValidator
{
    public static void Validate(OtlpOptions options, ICollection<string> errors)
    {
        if (options.Endpoint is { } endpoint
            && !(endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https"))
        {
            errors.Add($"Instrumentation:Otlp:Endpoint: '{endpoint.OriginalString}' is not an absolute http or https address, for example http://127.0.0.1:4317.");
        }

        if (options.Protocol is not (OtlpOptions.Grpc or OtlpOptions.HttpProtobuf))
        {
            errors.Add($"Instrumentation:Otlp:Protocol: '{options.Protocol}' is neither '{OtlpOptions.Grpc}' nor '{OtlpOptions.HttpProtobuf}'.");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(100) || options.Timeout > TimeSpan.FromMinutes(1))
        {
            errors.Add($"Instrumentation:Otlp:Timeout: {options.Timeout} is not from 100 milliseconds to 1 minute.");
        }

        foreach (string header in (options.Headers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (header.IndexOf('=', StringComparison.Ordinal) < 1)
            {
                // The header itself may be a secret, so only its place is told.
                errors.Add("Instrumentation:Otlp:Headers: an entry is not of the form key=value; entries are separated by commas.");
                break;
            }
        }
    }
}
