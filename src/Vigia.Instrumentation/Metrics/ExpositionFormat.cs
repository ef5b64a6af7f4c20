namespace Vigia.Instrumentation.Metrics;

/// <summary>The formats in which a registry is exposed.</summary>
public enum ExpositionFormat
{
    /// <summary>Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
    PrometheusText,

    /// <summary>OpenMetrics 1.0.0, with exemplars (https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md).</summary>
    OpenMetricsText,
}
