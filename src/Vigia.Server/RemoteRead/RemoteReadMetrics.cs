using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.RemoteRead;

/// <summary>What remote read says of itself; the first under Prometheus' name.</summary>
internal sealed class RemoteReadMetrics(MetricRegistry metrics)
{
    /// <summary>Reads that are answered or wait.</summary>
    public Gauge Queries { get; } = metrics.CreateGauge("prometheus_remote_read_handler_queries", "The current number of remote read queries that are either in execution or queued on the handler.");

    /// <summary>Answers by status.</summary>
    public MetricFamily<Counter> Requests { get; } = metrics.CreateCounter("vigia_remote_read_requests_total", "Remote reads answered, by status.", ["code"]);

    /// <summary>Samples sent.</summary>
    public Counter Samples { get; } = metrics.CreateCounter("vigia_remote_read_samples_total", "Samples sent in answers to remote reads.");
}
