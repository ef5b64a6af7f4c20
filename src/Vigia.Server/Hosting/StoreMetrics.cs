using Vigia.Instrumentation.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Administration;

namespace Vigia.Server.Hosting;

/// <summary>Shows the store's state in the monitor's own metrics, by Prometheus' names where it has them.</summary>
internal static class StoreMetrics
{
    public static void Register(MetricRegistry registry, MetricStore store)
    {
        Gauge series = registry.CreateGauge("prometheus_tsdb_head_series", "Total number of series in the head block.");
        Gauge blocks = registry.CreateGauge("prometheus_tsdb_blocks_loaded", "Number of currently loaded data blocks");
        Gauge bytes = registry.CreateGauge("prometheus_tsdb_storage_blocks_bytes", "The number of bytes that are currently used for local storage by all blocks.");
        Gauge exemplars = registry.CreateGauge("prometheus_tsdb_exemplar_exemplars_in_storage", "Number of exemplars currently in circular storage.");
        Gauge failing = registry.CreateGauge("vigia_store_journal_failing", "1 while the journal cannot be written.");
        Gauge aside = registry.CreateGauge("vigia_store_blocks_set_aside", "Damaged blocks that were set aside since the start.");
        Counter appended = registry.CreateCounter("prometheus_tsdb_head_samples_appended_total", "Total number of appended samples.");
        Counter refused = registry.CreateCounter("vigia_store_samples_refused_total", "Samples that were not taken: out of order, too old, duplicate.");
        Counter noSeries = registry.CreateCounter("vigia_store_series_refused_total", "New series that the cap on series forbade.");
        Counter flushes = registry.CreateCounter("vigia_store_journal_flushes_total", "Times that the journal was made durable.");
        Counter failures = registry.CreateCounter("vigia_store_journal_failures_total", "Times that the journal could not be made durable.");
        Counter written = registry.CreateCounter("vigia_store_journal_written_bytes_total", "Bytes written to the journal.");
        MetricStoreStatistics last = store.Statistics;
        registry.OnCollect(() =>
        {
            MetricStoreStatistics now = store.Statistics;
            IReadOnlyList<BlockSummary> all = store.Blocks;
            series.Set(now.Series);
            blocks.Set(all.Count);
            bytes.Set(all.Sum(static block => block.Bytes));
            exemplars.Set(now.Exemplars);
            failing.Set(now.IsJournalFailing ? 1 : 0);
            aside.Set(now.BlocksSetAside);
            appended.Increment(now.AppendedSamples - last.AppendedSamples);
            refused.Increment(now.RefusedSamples - last.RefusedSamples);
            noSeries.Increment(now.RefusedSeries - last.RefusedSeries);
            flushes.Increment(now.JournalFlushes - last.JournalFlushes);
            failures.Increment(now.JournalFailures - last.JournalFailures);
            written.Increment(now.JournalBytesWritten - last.JournalBytesWritten);
            last = now;
        });
    }
}
