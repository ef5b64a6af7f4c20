namespace Vigia.Instrumentation.Tracing;

/// <summary>
/// Where spans and log records are sent over OTLP. Nothing is sent, and no connection is made, until
/// <see cref="Endpoint"/> is set here or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> in the environment.
/// </summary>
public sealed class OtlpOptions
{
    /// <summary>OTLP over gRPC, by custom on port 4317.</summary>
    public const string Grpc = "grpc";

    /// <summary>OTLP as protobuf over HTTP, by custom on port 4318.</summary>
    public const string HttpProtobuf = "http/protobuf";

    /// <summary>
    /// The collector's base address, <c>http</c> or <c>https</c>; null sends nothing. Over HTTP the signal's path
    /// (<c>v1/traces</c>, <c>v1/logs</c>) is appended, as the OTLP specification says for a base endpoint.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary><see cref="Grpc"/> or <see cref="HttpProtobuf"/>.</summary>
    public string Protocol { get; set; } = Grpc;

    /// <summary>Headers of every request, for example credentials: <c>key=value,key=value</c>, values percent-encoded.</summary>
    public string? Headers { get; set; }

    /// <summary>How long one export may take. From 100 milliseconds to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
