namespace Vigia.Instrumentation.Metrics;

/// <summary>Settings of the metric registry and of <c>/metrics</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>The path of the exposition.</summary>
    public string Path { get; set; } = "/metrics";

    /// <summary>Series that one metric name may have; further ones are dropped and counted.</summary>
    public int MaxSeriesPerMetric { get; set; } = 10_000;
}
