using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>What the receiver of remote write says of itself.</summary>
internal sealed class RemoteWriteMetrics
{
    public RemoteWriteMetrics(MetricRegistry metrics, SeriesCache cache)
    {
        MetricFamily<Counter> samples = metrics.CreateCounter("vigia_remote_write_received_samples_total", "Amostras recebidas e aceitas", ["version"]);
        (Samples1, Samples2) = (samples.WithLabels("1.0"), samples.WithLabels("2.0"));
        Refused = metrics.CreateCounter("vigia_remote_write_refused_samples_total", "Amostras recusadas", ["reason"]);
        InvalidLabels = metrics.CreateCounter("prometheus_api_remote_write_invalid_labels_samples_total", "Amostras recusadas por seus rótulos");
        WithoutMetadata = metrics.CreateCounter("prometheus_api_remote_write_without_metadata_appended_samples_total", "Amostras sem metadados");
        Requests = metrics.CreateCounter("vigia_remote_write_requests_total", "Pedidos respondidos", ["code"]);
        NewSeries = metrics.CreateCounter("vigia_remote_write_series_resolved_total", "Séries cujos rótulos foram lidos");
        metrics.CreateGauge("vigia_remote_write_series_cache_entries", "Séries reconhecidas pelo resumo de seus rótulos").SetCallback(() => cache.Count);
        metrics.CreateGauge("vigia_remote_write_series_cache_evicted", "Séries esquecidas por falta de espaço").SetCallback(() => cache.Evicted);
    }

    public Counter Samples1 { get; }

    public Counter Samples2 { get; }

    public MetricFamily<Counter> Refused { get; }

    public Counter InvalidLabels { get; }

    public Counter WithoutMetadata { get; }

    public MetricFamily<Counter> Requests { get; }

    public Counter NewSeries { get; }
}
