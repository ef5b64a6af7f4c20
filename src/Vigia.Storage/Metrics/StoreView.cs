using Vigia.Storage.Metrics.Blocks;

namespace Vigia.Storage.Metrics;

/// <summary>The blocks as one moment had them. Whoever reads enters and leaves; the blocks stay open until the last has left. Safe from any thread.</summary>
internal sealed class StoreView
{
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers = 1;

    /// <param name="blocks">Ascending by their first time; each is held until the view is retired and unused.</param>
    public StoreView(IReadOnlyList<Block> blocks)
    {
        Blocks = blocks;
        foreach (Block block in blocks)
        {
            block.Hold();
        }
    }

    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>Completes when it is retired and nobody reads it any more.</summary>
    public Task Unused => _unused.Task;

    /// <summary>False where it is retired and unused: there is a newer one.</summary>
    public bool TryEnter()
    {
        int readers = Volatile.Read(ref _readers);
        while (readers > 0)
        {
            int seen = Interlocked.CompareExchange(ref _readers, readers + 1, readers);
            if (seen == readers)
            {
                return true;
            }

            readers = seen;
        }

        return false;
    }

    /// <summary>Ends what <see cref="TryEnter"/> or the constructor began.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _readers) == 0)
        {
            foreach (Block block in Blocks)
            {
                block.Release();
            }

            _unused.SetResult();
        }
    }
}
