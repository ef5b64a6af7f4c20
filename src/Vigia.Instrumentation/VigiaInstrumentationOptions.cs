using Vigia.Instrumentation.Health;
using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Instrumentation;

/// <summary>What <c>AddVigiaInstrumentation</c> sets up. Bound from the configuration section <c>Instrumentation</c>, then changed by the callback.</summary>
public sealed class VigiaInstrumentationOptions
{
    /// <summary>The service's name in logs, traces and health answers.</summary>
    public string ServiceName { get; set; } = "integracao";

    /// <summary>The service's version in <c>/health</c> and in the trace resource.</summary>
    public string ServiceVersion { get; set; } = "1.0.0";

    /// <summary>Tells this process from others of the same service, in traces and log records sent over OTLP.</summary>
    public string ServiceInstanceId { get; set; } = Guid.NewGuid().ToString("D");

    /// <summary>Metrics and their exposition.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>The rotating JSON log.</summary>
    public LogOptions Logging { get; set; } = new();

    /// <summary>Health checks and their endpoints.</summary>
    public HealthOptions Health { get; set; } = new();

    /// <summary>Spans, sampling and export.</summary>
    public TracingOptions Tracing { get; set; } = new();

    /// <summary>Where spans and log records are sent.</summary>
    public OtlpOptions Otlp { get; set; } = new();
}
