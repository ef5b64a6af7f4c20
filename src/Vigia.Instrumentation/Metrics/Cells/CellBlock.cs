namespace Vigia.Instrumentation.Metrics.Cells;

/// <summary>
/// The cells of many series, once per stripe. A value is the sum of its cell over all stripes. A stripe's array is
/// made when its thread first writes here, so idle combinations of thread and block take no memory.
/// </summary>
internal sealed class CellBlock(int cells)
{
    // One cache line after the last cell, so that no other thread's array shares a line with it.
    private const int Padding = 8;

    private double[]? _shared;

    /// <summary>The arrays by stripe. Index 0 is always null, which sends threads without a stripe to <see cref="Add"/>.</summary>
    public double[]?[] Stripes { get; } = new double[]?[StripeTable.Length];

    /// <summary>Adds to one cell: in the thread's own stripe, else in the shared one.</summary>
    public void Add(int cell, double amount)
    {
        int stripe = CurrentStripe.Index;
        if (stripe == 0)
        {
            stripe = StripeTable.Claim();
        }

        if (stripe == 0)
        {
            AtomicDouble.Add(ref Shared()[cell], amount);
            return;
        }

        double[]? own = Stripes[stripe];
        if (own is null)
        {
            own = new double[cells + Padding];
            Volatile.Write(ref Stripes[stripe], own);
        }

        own[cell] += amount;
    }

    /// <summary>The value of one cell. Where cells only grow, so does what this returns.</summary>
    public double Sum(int cell)
    {
        double sum = 0;
        for (int i = 1; i < Stripes.Length; i++)
        {
            if (Volatile.Read(ref Stripes[i]) is { } own)
            {
                sum += Volatile.Read(ref own[cell]);
            }
        }

        return Volatile.Read(ref _shared) is { } shared ? sum + Volatile.Read(ref shared[cell]) : sum;
    }

    private double[] Shared()
    {
        if (Volatile.Read(ref _shared) is { } shared)
        {
            return shared;
        }

        var made = new double[cells + Padding];
        return Interlocked.CompareExchange(ref _shared, made, null) ?? made;
    }
}
