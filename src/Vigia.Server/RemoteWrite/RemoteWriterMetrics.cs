using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.RemoteWrite;

/// <summary>What one remote writer says of itself, under Prometheus' names.</summary>
internal sealed class RemoteWriterMetrics
{
    private static readonly string[] Names = ["remote_name", "url"];
    private static readonly double[] DurationBounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private readonly MetricFamily<Counter> _dropped;
    private readonly string _name;
    private readonly string _url;

    public RemoteWriterMetrics(MetricRegistry metrics, string name, string url)
    {
        (_name, _url) = (name, url);
        Sent = Of(metrics, "prometheus_remote_storage_samples_total", "Amostras enviadas");
        Failed = Of(metrics, "prometheus_remote_storage_samples_failed_total", "Amostras que o destino recusou");
        Retried = Of(metrics, "prometheus_remote_storage_samples_retried_total", "Amostras enviadas de novo");
        Bytes = Of(metrics, "prometheus_remote_storage_bytes_total", "Bytes enviados, compactados");
        MetadataSent = Of(metrics, "prometheus_remote_storage_metadata_total", "Metadados enviados");
        Pending = metrics.CreateGauge("prometheus_remote_storage_samples_pending", "Amostras à espera", Names).WithLabels(name, url);
        Shards = metrics.CreateGauge("prometheus_remote_storage_shards", "Filas paralelas", Names).WithLabels(name, url);
        HighestSent = metrics.CreateGauge("prometheus_remote_storage_queue_highest_sent_timestamp_seconds", "Hora da amostra mais nova que foi enviada", Names).WithLabels(name, url);
        Duration = metrics.CreateHistogram("prometheus_remote_storage_sent_batch_duration_seconds", "Duração dos envios em segundos", DurationBounds, Names).WithLabels(name, url);
        _dropped = metrics.CreateCounter("prometheus_remote_storage_samples_dropped_total", "Amostras descartadas", [.. Names, "reason"]);
    }

    public Counter Sent { get; }

    public Counter Failed { get; }

    public Counter Retried { get; }

    public Counter Bytes { get; }

    public Counter MetadataSent { get; }

    public Gauge Pending { get; }

    public Gauge Shards { get; }

    public Gauge HighestSent { get; }

    public Histogram Duration { get; }

    /// <summary>Samples that were dropped for a reason: <c>queue_full</c>, <c>dropped_series</c>, <c>too_old</c>, <c>shutdown</c>.</summary>
    public Counter Dropped(string reason) => _dropped.WithLabels(_name, _url, reason);

    private Counter Of(MetricRegistry metrics, string metric, string help) => metrics.CreateCounter(metric, help, Names).WithLabels(_name, _url);
}
