using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class HeadStripe
{
    /// <summary>Appends the samples of a series from one time to another, both included, ascending. Takes the lock.</summary>
    public void Read(int index, long minTime, long maxTime, SampleColumns columns)
    {
        lock (Lock)
        {
            ref OpenSeries series = ref _open[index];
            HistogramSeries? histograms = null;
            if (_histograms?.TryGetValue(index, out histograms) == true)
            {
                using var floats = new SampleColumns();
                ReadFloats(ref series, minTime, maxTime, floats);
                histograms!.Read(minTime, maxTime, floats, columns);
                return;
            }

            ReadFloats(ref series, minTime, maxTime, columns);
        }
    }

    private void ReadFloats(ref OpenSeries series, long minTime, long maxTime, SampleColumns columns)
    {
        ReadChunks(series.Chunk, minTime, maxTime, columns);
        if (series.Count == 0 || series.Base > maxTime)
        {
            return;
        }

        columns.Reserve(series.Count, out Span<long> times, out Span<double> values);
        CopyOpen(ref series, times, values);
        columns.CommitWithin(times, values, minTime, maxTime);
    }

    private void ReadChunks(uint newest, long minTime, long maxTime, SampleColumns columns)
    {
        // The links lead backwards.
        Span<uint> addresses = stackalloc uint[64];
        int count = 0;
        for (uint address = newest; address != 0; address = _arena.HeaderOf(address).Previous)
        {
            ref ChunkHeader header = ref _arena.HeaderOf(address);
            if (header.MinTime > maxTime)
            {
                continue;
            }

            if (count == addresses.Length)
            {
                ReadChunks(address, minTime, maxTime, columns);
                break;
            }

            addresses[count++] = address;
            if (header.MinTime <= minTime)
            {
                break;
            }
        }

        while (count > 0)
        {
            uint address = addresses[--count];
            columns.Reserve(_arena.HeaderOf(address).Samples, out Span<long> times, out Span<double> values);
            FloatChunk.Read(_arena[address], times, values);
            columns.CommitWithin(times, values, minTime, maxTime);
        }
    }
}
