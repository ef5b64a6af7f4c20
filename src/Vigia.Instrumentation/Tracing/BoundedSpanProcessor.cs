using System.Diagnostics;
using OpenTelemetry;

namespace Vigia.Instrumentation.Tracing;

/// <summary>The SDK's batching processor behind a bound of our own, so that a dropped span is counted.</summary>
internal sealed class BoundedSpanProcessor : BatchActivityExportProcessor
{
    private readonly SpanExportTally _tally;

    public BoundedSpanProcessor(BaseExporter<Activity> exporter, SpanExportTally tally, TracingOptions options, TimeSpan exportTimeout)
        : base(
            exporter,
            options.MaxQueueSize,
            (int)options.ExportDelay.TotalMilliseconds,
            (int)exportTimeout.TotalMilliseconds,
            options.MaxBatchSize) => _tally = tally;

    public override void OnEnd(Activity data)
    {
        if (data.Recorded && _tally.TryReserve())
        {
            base.OnEnd(data);
        }
    }
}
