using System.Collections.Concurrent;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics;

/// <summary>Scratch for as many threads as work at once. Safe from any thread.</summary>
internal sealed class ScratchPool
{
    private readonly ConcurrentBag<ChunkScratch> _free = [];

    public ChunkScratch Rent() => _free.TryTake(out ChunkScratch? scratch) ? scratch : new ChunkScratch();

    public void Return(ChunkScratch scratch) => _free.Add(scratch);
}
