using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace Vigia.Instrumentation.Logging.Export;

/// <summary>The SDK's OTLP exporter, with what it sent and what it failed to send counted.</summary>
internal sealed class TalliedOtlpLogExporter(OtlpExporterOptions options, OtlpLogTally tally) : BaseExporter<LogRecord>
{
    private readonly OtlpLogExporter _exporter = new(options);

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        if (_exporter.ParentProvider is null)
        {
            ProviderOf<LogRecord>.Set(_exporter, ParentProvider);
        }

        // Read first: exporting uses the batch up.
        long records = batch.Count;
        ExportResult result = ExportResult.Failure;
        try
        {
            result = _exporter.Export(batch);
            return result;
        }
        finally
        {
            tally.Complete(records, result == ExportResult.Success);
        }
    }

    protected override bool OnForceFlush(int timeoutMilliseconds) => _exporter.ForceFlush(timeoutMilliseconds);

    protected override bool OnShutdown(int timeoutMilliseconds) => _exporter.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exporter.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// The exporter takes the resource from its provider, which the SDK sets on the outer exporter only, and the class is
    /// sealed. The test over a real receiver fails if a later version has no such setter.
    /// </summary>
    private static class ProviderOf<T>
        where T : class
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_ParentProvider")]
        public static extern void Set(BaseExporter<T> exporter, BaseProvider? provider);
    }
}
