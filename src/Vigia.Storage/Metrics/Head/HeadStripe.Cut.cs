using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class HeadStripe
{
    /// <summary>A time at or before the first sample from a time on; <see cref="long.MaxValue"/> where there is none.</summary>
    public long FirstTimeFrom(long from)
    {
        long first = long.MaxValue;
        lock (Lock)
        {
            for (int i = 0; i < _count; i++)
            {
                ref OpenSeries series = ref _open[i];
                if (!series.IsAlive || series.LastTime < from)
                {
                    continue;
                }

                if (series.Count > 0)
                {
                    first = Math.Min(first, Math.Max(from, series.Base));
                }

                for (uint address = series.Chunk; address != 0; address = _arena.HeaderOf(address).Previous)
                {
                    long minTime = _arena.HeaderOf(address).MinTime;
                    first = Math.Min(first, Math.Max(from, minTime));
                    if (minTime < from)
                    {
                        break;
                    }
                }

                if (_histograms?.TryGetValue(i, out HistogramSeries? histograms) == true)
                {
                    first = Math.Min(first, Math.Max(from, histograms.FirstTime));
                }
            }
        }

        return first;
    }

    /// <summary>Appends every chunk of a series to bytes, the open samples as one more; <paramref name="each"/> is called behind each.</summary>
    public void Export(int index, ChunkScratch scratch, GrowingBytes bytes, Action each)
    {
        ref OpenSeries series = ref _open[index];
        var addresses = new List<uint>();
        for (uint address = series.Chunk; address != 0; address = _arena.HeaderOf(address).Previous)
        {
            addresses.Add(address);
        }

        for (int i = addresses.Count - 1; i >= 0; i--)
        {
            bytes.Add(_arena[addresses[i]]);
            each();
        }

        if (series.Count > 0)
        {
            Span<long> times = scratch.Times.AsSpan(0, series.Count);
            Span<double> values = scratch.Values.AsSpan(0, series.Count);
            CopyOpen(ref series, times, values);
            bytes.Add(scratch.Bytes.AsSpan(0, FloatChunk.Write(times, values, scratch, scratch.Bytes)));
            each();
        }

        if (_histograms?.TryGetValue(index, out HistogramSeries? histograms) == true)
        {
            foreach ((_, _, byte[] chunk) in histograms.PackAll(scratch))
            {
                bytes.Add(chunk);
                each();
            }
        }
    }
}
