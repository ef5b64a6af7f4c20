using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Scraping;

/// <summary>What scraping says of itself, under Prometheus' own names where it has them.</summary>
internal sealed class ScrapeMetrics
{
    private static readonly double[] DurationBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public ScrapeMetrics(MetricRegistry metrics)
    {
        Pools = metrics.CreateCounter("prometheus_target_scrape_pools_total", "Jobs que começaram a ser coletados");
        PoolsFailed = metrics.CreateCounter("prometheus_target_scrape_pools_failed_total", "Jobs que não puderam começar");
        Reloads = metrics.CreateCounter("prometheus_target_scrape_pool_reloads_total", "Jobs configurados de novo");
        Syncs = metrics.CreateCounter("prometheus_target_scrape_pool_sync_total", "Comparações entre os alvos descobertos e os coletados", ["scrape_job"]);
        Targets = metrics.CreateGauge("prometheus_target_scrape_pool_targets", "Alvos coletados", ["scrape_job"]);
        TargetLimit = metrics.CreateGauge("prometheus_target_scrape_pool_target_limit", "Limite de alvos; 0: nenhum", ["scrape_job"]);
        ExceededTargetLimit = metrics.CreateCounter("prometheus_target_scrape_pool_exceeded_target_limit_total", "Vezes que um job passou do limite de alvos");
        ExceededLabelLimits = metrics.CreateCounter("prometheus_target_scrape_pool_exceeded_label_limits_total", "Coletas que passaram de um limite de rótulos");
        ExceededSampleLimit = metrics.CreateCounter("prometheus_target_scrapes_exceeded_sample_limit_total", "Coletas que passaram do limite de amostras");
        ExceededBodySizeLimit = metrics.CreateCounter("prometheus_target_scrapes_exceeded_body_size_limit_total", "Coletas que passaram do limite de tamanho");
        DuplicateTimestamp = metrics.CreateCounter("prometheus_target_scrapes_sample_duplicate_timestamp_total", "Amostras com outro valor na mesma hora");
        OutOfOrder = metrics.CreateCounter("prometheus_target_scrapes_sample_out_of_order_total", "Amostras fora de ordem");
        OutOfBounds = metrics.CreateCounter("prometheus_target_scrapes_sample_out_of_bounds_total", "Amostras velhas ou futuras demais");
        CacheFlushForced = metrics.CreateCounter("prometheus_target_scrapes_cache_flush_forced_total", "Vezes que a memória de um alvo que falha foi esvaziada");
        SyncFailed = metrics.CreateCounter("prometheus_target_sync_failed_total", "Alvos descobertos que não puderam ser coletados", ["scrape_job"]);
        Duration = metrics.CreateHistogram("vigia_scrape_duration_seconds", "Duração das coletas em segundos", DurationBounds, ["scrape_job"]);
        Samples = metrics.CreateCounter("vigia_scrape_samples_total", "Amostras coletadas");
        RecognisedLines = metrics.CreateCounter("vigia_scrape_lines_recognised_total", "Linhas reconhecidas sem ler os rótulos");
        MetadataDropped = metrics.CreateCounter("vigia_scrape_metadata_dropped_total", "Metadados deixados de fora pelo limite por alvo");
        FileErrors = metrics.CreateCounter("prometheus_sd_file_read_errors_total", "Arquivos de alvos que não puderam ser lidos");
        HttpFailures = metrics.CreateCounter("prometheus_sd_http_failures_total", "Buscas de alvos por HTTP que falharam");
    }

    public Counter Pools { get; }

    public Counter PoolsFailed { get; }

    public Counter Reloads { get; }

    public MetricFamily<Counter> Syncs { get; }

    public MetricFamily<Gauge> Targets { get; }

    public MetricFamily<Gauge> TargetLimit { get; }

    public Counter ExceededTargetLimit { get; }

    public Counter ExceededLabelLimits { get; }

    public Counter ExceededSampleLimit { get; }

    public Counter ExceededBodySizeLimit { get; }

    public Counter DuplicateTimestamp { get; }

    public Counter OutOfOrder { get; }

    public Counter OutOfBounds { get; }

    public Counter CacheFlushForced { get; }

    public MetricFamily<Counter> SyncFailed { get; }

    public MetricFamily<Histogram> Duration { get; }

    public Counter Samples { get; }

    public Counter RecognisedLines { get; }

    public Counter MetadataDropped { get; }

    public Counter FileErrors { get; }

    public Counter HttpFailures { get; }
}
