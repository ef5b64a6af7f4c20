using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class HeadStripe
{
    /// <summary>
    /// A sample that is not newer than all others goes where it belongs, into the open samples or into its chunk, so that readers need not
    /// merge anything. A repeat is found on the way.
    /// </summary>
    private AppendStatus AppendLate(int index, long time, double value, in AppendLimits limits, ChunkScratch scratch)
    {
        ref OpenSeries series = ref _open[index];
        AppendStatus allowed = limits.Check(time, series.LastTime);
        if (time == series.LastTime || allowed == AppendStatus.Appended)
        {
            return series.Count > 0 && time >= series.Base
                ? InsertOpen(ref series, time, value, allowed, scratch)
                : InsertPacked(ref series, time, value, allowed, scratch);
        }

        return allowed;
    }

    private AppendStatus InsertOpen(ref OpenSeries series, long time, double value, AppendStatus allowed, ChunkScratch scratch)
    {
        int at = series.Count;
        while (at > 0 && series.Base + series.Offsets[at - 1] > time)
        {
            at--;
        }

        if (at > 0 && series.Base + series.Offsets[at - 1] == time)
        {
            return Compare(series.Values[at - 1], value);
        }

        if (allowed != AppendStatus.Appended)
        {
            return allowed;
        }

        if (series.Count == OpenSeries.Capacity)
        {
            Pack(ref series, scratch);
            return InsertPacked(ref series, time, value, allowed, scratch);
        }

        for (int i = series.Count; i > at; i--)
        {
            series.Offsets[i] = series.Offsets[i - 1];
            series.Values[i] = series.Values[i - 1];
        }

        series.Offsets[at] = (int)(time - series.Base);
        series.Values[at] = value;
        series.Count++;
        return AppendStatus.Appended;
    }

    private AppendStatus InsertPacked(ref OpenSeries series, long time, double value, AppendStatus allowed, ChunkScratch scratch)
    {
        if (series.Chunk == 0)
        {
            if (series.Count == 0)
            {
                // Only histograms are there: the first float is as good as any.
                series.Chunk = AddChunk([time], [value], 0, scratch);
                return AppendStatus.Appended;
            }

            Pack(ref series, scratch);
        }

        uint newer = 0;
        uint address = series.Chunk;
        while (_arena.HeaderOf(address).MinTime > time && _arena.HeaderOf(address).Previous != 0)
        {
            (newer, address) = (address, _arena.HeaderOf(address).Previous);
        }

        int count = _arena.HeaderOf(address).Samples;
        Span<long> times = scratch.Times.AsSpan(0, count + 1);
        Span<double> values = scratch.Values.AsSpan(0, count + 1);
        FloatChunk.Read(_arena[address], times, values);
        int at = times[..count].BinarySearch(time);
        if (at >= 0)
        {
            return Compare(values[at], value);
        }

        if (allowed != AppendStatus.Appended)
        {
            return allowed;
        }

        at = ~at;
        times[at..count].CopyTo(times[(at + 1)..]);
        values[at..count].CopyTo(values[(at + 1)..]);
        times[at] = time;
        values[at] = value;
        uint previous = _arena.HeaderOf(address).Previous;
        _arena.Remove(address);
        Link(ref series, newer, AddChunks(times, values, previous, scratch));
        return AppendStatus.Appended;
    }

    /// <summary>Packs samples into one chunk or two.</summary>
    private uint AddChunks(ReadOnlySpan<long> times, ReadOnlySpan<double> values, uint previous, ChunkScratch scratch)
    {
        if (times.Length > SplitChunk)
        {
            int half = times.Length / 2;
            previous = AddChunk(times[..half], values[..half], previous, scratch);
            times = times[half..];
            values = values[half..];
        }

        return AddChunk(times, values, previous, scratch);
    }

    private void Link(ref OpenSeries series, uint newer, uint address)
    {
        if (newer == 0)
        {
            series.Chunk = address;
        }
        else
        {
            _arena.HeaderOf(newer).Previous = address;
        }
    }

    private static AppendStatus Compare(double stored, double value) =>
        BitConverter.DoubleToInt64Bits(stored) == BitConverter.DoubleToInt64Bits(value) ? AppendStatus.Repeated : AppendStatus.Duplicate;
}
