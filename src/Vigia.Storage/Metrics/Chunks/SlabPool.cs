using System.Collections.Concurrent;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>Slabs of packed chunks that arenas no longer need: moving chunks together makes no garbage. Safe from any thread.</summary>
internal sealed class SlabPool(int slabBytes)
{
    /// <summary>More than these are left to the collector.</summary>
    private const int MaxFree = 256;

    private readonly ConcurrentBag<byte[]> _free = [];

    public byte[] Rent() => _free.TryTake(out byte[]? slab) ? slab : GC.AllocateUninitializedArray<byte>(slabBytes, pinned: true);

    public void Return(byte[] slab)
    {
        if (_free.Count < MaxFree)
        {
            _free.Add(slab);
        }
    }
}
