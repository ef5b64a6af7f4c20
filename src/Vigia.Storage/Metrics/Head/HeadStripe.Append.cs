using System.Buffers;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class HeadStripe
{
    /// <summary>Takes a sample. The lock is held.</summary>
    /// <param name="index">The series.</param>
    /// <param name="time">Its time; the caller has checked that it is not outside the store's bounds.</param>
    /// <param name="value">Its value.</param>
    /// <param name="limits">How late it may be.</param>
    /// <param name="scratch">Room to pack in.</param>
    public AppendStatus Append(int index, long time, double value, in AppendLimits limits, ChunkScratch scratch)
    {
        ref OpenSeries series = ref _open[index];
        if (!series.IsAlive)
        {
            return AppendStatus.UnknownSeries;
        }

        if (time <= series.LastTime)
        {
            return AppendLate(index, time, value, limits, scratch);
        }

        if (series.Count == OpenSeries.Capacity || (series.Count > 0 && time - series.Base > int.MaxValue))
        {
            Pack(ref series, scratch);
        }

        if (series.Count == 0)
        {
            series.Base = time;
        }

        series.Offsets[series.Count] = (int)(time - series.Base);
        series.Values[series.Count] = value;
        series.Count++;
        series.LastTime = time;
        return AppendStatus.Appended;
    }

    /// <summary>Packs the open samples, together with the newest chunks that are no larger: each sample is packed a few times until its chunk is full.</summary>
    private void Pack(ref OpenSeries series, ChunkScratch scratch)
    {
        int count = series.Count;
        uint previous = series.Chunk;
        int total = count;
        uint oldest = 0;
        for (uint address = previous; address != 0;)
        {
            ref ChunkHeader header = ref _arena.HeaderOf(address);
            if (header.Samples > total || total + header.Samples > FullChunk)
            {
                break;
            }

            total += header.Samples;
            oldest = address;
            address = header.Previous;
        }

        Span<long> times = scratch.Times.AsSpan(0, total);
        Span<double> values = scratch.Values.AsSpan(0, total);
        CopyOpen(ref series, times[(total - count)..], values[(total - count)..]);
        int end = total - count;
        while (oldest != 0)
        {
            ref ChunkHeader header = ref _arena.HeaderOf(previous);
            (uint address, uint before) = (previous, header.Previous);
            int start = end - header.Samples;
            FloatChunk.Read(_arena[address], times[start..end], values[start..end]);
            _arena.Remove(address);
            (previous, end) = (before, start);
            oldest = address == oldest ? 0 : oldest;
        }

        series.Chunk = AddChunk(times, values, previous, scratch);
        series.Count = 0;
        if (_arena.IsSparse)
        {
            MoveTogether();
        }
    }

    /// <summary>Copies all chunks into an arena without gaps. Series fill their chunks at the same time: without it, what a merge leaves free waits for the next.</summary>
    private void MoveTogether()
    {
        var arena = new ChunkArena(slabs);
        uint[] newest = ArrayPool<uint>.Shared.Rent(Size);
        Span<uint> addresses = stackalloc uint[256];
        for (int i = 0; i < _count; i++)
        {
            uint moved = 0;
            int count = 0;
            for (uint address = _open[i].Chunk; address != 0; address = _arena.HeaderOf(address).Previous)
            {
                if (count == addresses.Length)
                {
                    // More chunks than a head's hours have: another time.
                    ArrayPool<uint>.Shared.Return(newest);
                    arena.Recycle();
                    return;
                }

                addresses[count++] = address;
            }

            while (count > 0)
            {
                ref ChunkHeader header = ref _arena.HeaderOf(addresses[--count]);
                moved = arena.Add(_arena[addresses[count]], moved, header.MinTime, header.Samples);
                addresses[count] = moved;
            }

            newest[i] = moved;
        }

        for (int i = 0; i < _count; i++)
        {
            _open[i].Chunk = newest[i];
        }

        ArrayPool<uint>.Shared.Return(newest);
        _arena.Recycle();
        _arena = arena;
    }

    private uint AddChunk(ReadOnlySpan<long> times, ReadOnlySpan<double> values, uint previous, ChunkScratch scratch)
    {
        int length = FloatChunk.Write(times, values, scratch, scratch.Bytes);
        return _arena.Add(scratch.Bytes.AsSpan(0, length), previous, times[0], times.Length);
    }

    private static void CopyOpen(ref OpenSeries series, Span<long> times, Span<double> values)
    {
        int count = series.Count;
        ReadOnlySpan<int> offsets = series.Offsets;
        for (int i = 0; i < count; i++)
        {
            times[i] = series.Base + offsets[i];
        }

        ((ReadOnlySpan<double>)series.Values)[..count].CopyTo(values);
    }
}
