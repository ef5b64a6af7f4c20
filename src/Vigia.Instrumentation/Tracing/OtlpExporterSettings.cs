using OpenTelemetry.Exporter;

namespace Vigia.Instrumentation.Tracing;

/// <summary>Where <see cref="OtlpOptions"/> come from, and what the SDK's exporter of log records takes of them.</summary>
internal static class OtlpExporterSettings
{
    /// <summary>
    /// Fills in what the options leave open from the variables of the OpenTelemetry specification. An endpoint in the
    /// options wins as a whole: protocol and headers of the environment belong to the environment's endpoint.
    /// </summary>
    public static void FillFromEnvironment(this OtlpOptions options, Func<string, string?> read)
    {
        if (options.Endpoint is not null || read("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 } endpoint)
        {
            return;
        }

        // What is not an absolute address is kept, so that validation can name it.
        options.Endpoint = new Uri(endpoint.Trim(), UriKind.RelativeOrAbsolute);
        options.Protocol = read("OTEL_EXPORTER_OTLP_PROTOCOL") is { Length: > 0 } protocol ? protocol : options.Protocol;
        options.Headers ??= read("OTEL_EXPORTER_OTLP_HEADERS");
    }

    /// <param name="options">Valid options with an endpoint.</param>
    /// <param name="signalPath">What follows the endpoint over HTTP: <c>v1/logs</c>.</param>
    public static OtlpExporterOptions ToExporterOptions(this OtlpOptions options, string signalPath)
    {
        Uri endpoint = options.Endpoint ?? throw new ArgumentException("The options have no endpoint.", nameof(options));
        bool grpc = options.Protocol == OtlpOptions.Grpc;
        return new OtlpExporterOptions
        {
            Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Endpoint = grpc ? endpoint : new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + signalPath),
            Headers = options.Headers,
            TimeoutMilliseconds = (int)options.Timeout.TotalMilliseconds,
        };
    }
}
