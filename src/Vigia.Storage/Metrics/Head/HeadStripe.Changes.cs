using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class HeadStripe
{
    /// <summary>Removes the samples of a series from one time to another, both included.</summary>
    public void Delete(int index, long minTime, long maxTime, ChunkScratch scratch)
    {
        lock (Lock)
        {
            ref OpenSeries series = ref _open[index];
            if (_histograms?.TryGetValue(index, out HistogramSeries? histograms) == true)
            {
                histograms.Remove(minTime, maxTime, scratch);
            }

            if (series.Count > 0 && series.Base <= maxTime && series.LastTime >= minTime)
            {
                Pack(ref series, scratch);
            }

            RemovePacked(ref series, minTime, maxTime, scratch);
        }
    }

    /// <summary>Puts a packed chunk behind all samples of a series.</summary>
    public bool AddChunk(int index, ReadOnlySpan<byte> chunk, long minTime, long maxTime, int samples)
    {
        lock (Lock)
        {
            ref OpenSeries series = ref _open[index];
            if (!series.IsAlive || series.Count > 0 || minTime <= series.LastTime || samples > SplitChunk || chunk.Length > short.MaxValue)
            {
                return false;
            }

            series.Chunk = _arena.Add(chunk, series.Chunk, minTime, samples);
            series.LastTime = maxTime;
            return true;
        }
    }

    /// <summary>Removes all samples before a time and buries the series whose newest sample is before it.</summary>
    public void Truncate(long minTime, ChunkScratch scratch, List<uint> removed, uint firstNumber, Func<uint, List<CutOff>> keptFromCut)
    {
        lock (Lock)
        {
            // Within the lock: what comes to this stripe later is not touched.
            List<CutOff> kept = keptFromCut(firstNumber);
            HashSet<uint> keptSeries = [.. kept.Select(static sample => sample.Series)];
            for (int i = 0; i < _count; i++)
            {
                ref OpenSeries series = ref _open[i];
                if (!series.IsAlive)
                {
                    continue;
                }

                if (series.LastTime == long.MinValue && !series.IsIdle)
                {
                    // Made a moment ago: its first sample is on its way.
                    series.IsIdle = true;
                    continue;
                }

                if (series.LastTime < minTime && !keptSeries.Contains(firstNumber + (uint)i))
                {
                    Bury(i, ref series);
                    removed.Add(firstNumber + (uint)i);
                    continue;
                }

                if (series.Count > 0 && series.Base < minTime)
                {
                    TruncateOpen(ref series, minTime);
                }

                if (series.Chunk != 0 && OldestChunkTime(series.Chunk) < minTime)
                {
                    RemovePacked(ref series, long.MinValue, minTime - 1, scratch);
                }

                if (_histograms?.TryGetValue(i, out HistogramSeries? histograms) == true)
                {
                    histograms.Remove(long.MinValue, minTime - 1, scratch);
                }
            }

            AppendLimits limits = AppendLimits.None;
            foreach (CutOff sample in kept)
            {
                int index = (int)(sample.Series - firstNumber);
                _ = sample.Histogram is { } histogram
                    ? Append(index, sample.Time, histogram, limits, scratch)
                    : Append(index, sample.Time, sample.Value, limits, scratch);
            }
        }
    }

    private long OldestChunkTime(uint newest)
    {
        uint address = newest;
        while (_arena.HeaderOf(address).Previous != 0)
        {
            address = _arena.HeaderOf(address).Previous;
        }

        return _arena.HeaderOf(address).MinTime;
    }

    private static void TruncateOpen(ref OpenSeries series, long minTime)
    {
        int gone = 0;
        while (gone < series.Count && series.Base + series.Offsets[gone] < minTime)
        {
            gone++;
        }

        if (gone == 0)
        {
            return;
        }

        int left = series.Count - gone;
        long first = left == 0 ? 0 : series.Base + series.Offsets[gone];
        for (int i = 0; i < left; i++)
        {
            series.Offsets[i] = (int)(series.Base + series.Offsets[gone + i] - first);
            series.Values[i] = series.Values[gone + i];
        }

        series.Base = first;
        series.Count = (byte)left;
    }

    private void Bury(int index, ref OpenSeries series)
    {
        for (uint address = series.Chunk; address != 0;)
        {
            uint previous = _arena.HeaderOf(address).Previous;
            _arena.Remove(address);
            address = previous;
        }

        series = default;
        series.LastTime = long.MinValue;
        _histograms?.Remove(index);
        Live--;
    }

    private void RemovePacked(ref OpenSeries series, long minTime, long maxTime, ChunkScratch scratch)
    {
        uint newer = 0;
        for (uint address = series.Chunk; address != 0;)
        {
            ref ChunkHeader header = ref _arena.HeaderOf(address);
            uint previous = header.Previous;
            if (header.MinTime > maxTime)
            {
                (newer, address) = (address, previous);
                continue;
            }

            int count = header.Samples;
            Span<long> times = scratch.Times.AsSpan(0, count);
            Span<double> values = scratch.Values.AsSpan(0, count);
            FloatChunk.Read(_arena[address], times, values);
            if (times[^1] < minTime)
            {
                break;
            }

            int from = ColumnEditing.LowerBound(times, minTime);
            int to = maxTime == long.MaxValue ? count : ColumnEditing.LowerBound(times, maxTime + 1);
            if (from < to)
            {
                times[to..].CopyTo(times[from..]);
                values[to..].CopyTo(values[from..]);
                int left = count - (to - from);
                _arena.Remove(address);
                uint replaced = left == 0 ? previous : AddChunk(times[..left], values[..left], previous, scratch);
                Link(ref series, newer, replaced);
                newer = left == 0 ? newer : replaced;
            }
            else
            {
                newer = address;
            }

            address = previous;
        }
    }
}
