using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Vigia.Instrumentation.Tracing;

/// <summary>The SDK's OTLP exporter, with what it sent and what it failed to send counted.</summary>
internal sealed class TalliedOtlpTraceExporter : OtlpTraceExporter
{
    private readonly SpanExportTally _tally;

    public TalliedOtlpTraceExporter(OtlpExporterOptions options, SpanExportTally tally)
        : base(options) => _tally = tally;

    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        // Read first: exporting uses the batch up.
        long spans = activityBatch.Count;
        ExportResult result = ExportResult.Failure;
        try
        {
            result = base.Export(activityBatch);
            return result;
        }
        finally
        {
            _tally.Complete(spans, result == ExportResult.Success);
        }
    }
}
