using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class SeriesHead
{
    /// <summary>Removes the samples of series from one time to another, both included.</summary>
    public void Delete(ReadOnlySpan<uint> series, long minTime, long maxTime, ChunkScratch scratch)
    {
        foreach (uint number in series)
        {
            StripeOf(number)?.Delete((int)(number % HeadStripe.Size), minTime, maxTime, scratch);
        }
    }

    /// <summary>Puts a packed chunk behind all samples of a series; false where it is not newer than all, or there is no such series.</summary>
    public bool AddChunk(ulong series, ReadOnlySpan<byte> chunk, long minTime, long maxTime, int samples) =>
        StripeOf(series)?.AddChunk((int)(series % HeadStripe.Size), chunk, minTime, maxTime, samples) == true;

    /// <summary>Removes all samples before a time, which <see cref="BeginCut"/> has named, then the series without any left.</summary>
    /// <returns>How many series were removed.</returns>
    public int Truncate(long minTime, ChunkScratch scratch)
    {
        int removed = RemoveBefore(minTime, scratch);
        AbandonCut();
        return removed;
    }

    private int RemoveBefore(long minTime, ChunkScratch scratch)
    {
        var removed = new List<uint>();
        HeadStripe?[] stripes = Stripes;
        for (int i = 0; i < stripes.Length; i++)
        {
            stripes[i]?.Truncate(minTime, scratch, removed, (uint)(i * HeadStripe.Size), KeptFromCut);
        }

        if (removed.Count == 0)
        {
            return 0;
        }

        lock (_lock)
        {
            var touched = new HashSet<uint>();
            foreach (uint series in removed)
            {
                HeadStripe stripe = _stripes[series / HeadStripe.Size]!;
                int index = (int)(series % HeadStripe.Size);
                _table.Remove(stripe.HashOf(index), series);
                foreach (uint pair in stripe.PairsOf(index))
                {
                    touched.Add(pair);
                }
            }

            foreach (uint pair in touched)
            {
                _pairs.Sweep(pair, IsAlive);
            }

            _pairs.DropSwept();
            Volatile.Write(ref _live, _live - removed.Count);
            DropEmptyStripes();
        }

        return removed.Count;

        bool IsAlive(uint series) => _stripes[series / HeadStripe.Size]!.IsAlive((int)(series % HeadStripe.Size));
    }

    /// <summary>Stripes whose series are all gone; readers keep those that they have seen.</summary>
    private void DropEmptyStripes()
    {
        var left = (HeadStripe?[])_stripes.Clone();
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] is { Live: 0 } && i < _last / HeadStripe.Size)
            {
                left[i] = null;
            }
        }

        Volatile.Write(ref _stripes, left);
    }
}
