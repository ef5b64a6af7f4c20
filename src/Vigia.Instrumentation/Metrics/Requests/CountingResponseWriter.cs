using System.IO.Pipelines;

namespace Vigia.Instrumentation.Metrics.Requests;

/// <summary>The response's pipe, counted.</summary>
internal sealed class CountingResponseWriter(RequestMeter meter) : PipeWriter
{
    public override bool CanGetUnflushedBytes => meter.InnerWriter.CanGetUnflushedBytes;

    public override long UnflushedBytes => meter.InnerWriter.UnflushedBytes;

    public override void Advance(int bytes)
    {
        meter.InnerWriter.Advance(bytes);
        meter.Sent += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => meter.InnerWriter.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => meter.InnerWriter.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        meter.InnerWriter.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        meter.Sent += source.Length;
        return meter.InnerWriter.WriteAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush() => meter.InnerWriter.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => meter.InnerWriter.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => meter.InnerWriter.CompleteAsync(exception);
}
