using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>One pass over all metrics. Kept and used again, so that a scrape makes no garbage.</summary>
internal sealed class Scrape
{
    public SampleWriter Writer { get; } = new();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(SeriesSet[] sets, PipeWriter? output, Stream? compressed, CancellationToken cancellationToken)
    {
        foreach (SeriesSet set in sets)
        {
            ScrapePosition position = default;
            while (!set.Write(Writer, ref position))
            {
                await SendAsync(output, compressed, cancellationToken);
            }
        }

        if (Writer.OpenMetrics)
        {
            Writer.Raw("# EOF\n"u8);
        }

        await SendAsync(output, compressed, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(PipeWriter? output, Stream? compressed, CancellationToken cancellationToken)
    {
        if (compressed is not null)
        {
            await compressed.WriteAsync(Writer.Written, cancellationToken);
        }
        else
        {
            FlushResult result = await output!.WriteAsync(Writer.Written, cancellationToken);
            if (result.IsCompleted || result.IsCanceled)
            {
                throw new OperationCanceledException("The reader of the scrape went away.");
            }
        }

        Writer.Clear();
    }
}
