namespace Vigia.Instrumentation.Metrics.Cells;

/// <summary>
/// Gives stripes to threads. A stripe belongs to one thread for as long as it lives, so that thread writes its cells
/// without locked instructions; a dead thread's stripe goes, with the values in it, to the next thread that asks.
/// </summary>
internal static class StripeTable
{
    private const int SharedWritesBeforeRetry = 1024;

    private static readonly Lock Gate = new();
    private static readonly Thread?[] Owners = new Thread?[Math.Clamp(Environment.ProcessorCount * 4, 16, 64) + 1];

    /// <summary>
    /// The length of a table indexed by stripe. Index 0 belongs to no thread. The bound keeps memory in proportion to
    /// processors, not to threads: what more threads there are share one stripe, by compare and exchange.
    /// </summary>
    public static int Length => Owners.Length;

    /// <summary>Finds a stripe for the calling thread; 0 where all are taken.</summary>
    public static int Claim()
    {
        // A torn 64-bit read would be a wrong value, so 32-bit processes always share.
        if (!Environment.Is64BitProcess)
        {
            return 0;
        }

        if (CurrentStripe.RetryIn > 0)
        {
            CurrentStripe.RetryIn--;
            return 0;
        }

        lock (Gate)
        {
            for (int i = 1; i < Owners.Length; i++)
            {
                if (Owners[i] is not { IsAlive: true })
                {
                    Owners[i] = Thread.CurrentThread;
                    Interlocked.MemoryBarrier();
                    CurrentStripe.Index = i;
                    return i;
                }
            }
        }

        CurrentStripe.RetryIn = SharedWritesBeforeRetry;
        return 0;
    }
}
