using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vigia.Model.Metrics;
using Vigia.Server.Scraping.Cardinality;

namespace Vigia.Server.Scraping;

/// <summary>What all scrapes share: where samples go, the clock, turns and batches. Safe from any thread.</summary>
internal sealed class ScrapeContext(
    IMetricSink sink, CardinalityGuard guard, ScrapeMetrics metrics, ScrapeOptions options, TimeProvider time, ILogger<ScrapeContext> logger) : IDisposable
{
    private readonly ConcurrentBag<SampleBatch> _batches = [];
    private readonly SemaphoreSlim _turns = new(options.MaxConcurrentBodies, options.MaxConcurrentBodies);

    public IMetricSink Sink { get; } = sink;

    public CardinalityGuard Guard { get; } = guard;

    public ScrapeMetrics Metrics { get; } = metrics;

    public ScrapeOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    /// <summary>A batch for one scrape.</summary>
    public BatchLease RentBatch() => new(this, _batches.TryTake(out SampleBatch? batch) ? batch : new SampleBatch());

    /// <summary>Waits until a body may be taken into memory; dispose of the result when it has left.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        return new Turn(_turns);
    }

    public void Dispose() => _turns.Dispose();

    internal readonly struct BatchLease(ScrapeContext owner, SampleBatch batch) : IDisposable
    {
        public SampleBatch Batch { get; } = batch;

        public void Dispose()
        {
            Batch.Clear();

            // As many as can be in use at once are worth keeping.
            if (owner._batches.Count < owner.Options.MaxConcurrentBodies)
            {
                owner._batches.Add(Batch);
            }
        }
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
