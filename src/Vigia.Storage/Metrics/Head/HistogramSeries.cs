using System.Runtime.InteropServices;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

/// <summary>The native histograms of one series: open ones, and packed chunks, all ascending. Not thread-safe: its stripe's lock guards it.</summary>
internal sealed class HistogramSeries
{
    private const int OpenSamples = 32;

    private readonly List<long> _openTimes = [];
    private readonly List<NativeHistogram> _open = [];
    private readonly List<(long MinTime, long MaxTime, byte[] Bytes)> _chunks = [];

    public int Chunks => _chunks.Count;

    public bool IsEmpty => _open.Count == 0 && _chunks.Count == 0;

    public long FirstTime => _chunks.Count > 0 ? _chunks[0].MinTime : _openTimes.Count > 0 ? _openTimes[0] : long.MaxValue;

    public long LastTime => _openTimes.Count > 0 ? _openTimes[^1] : _chunks.Count > 0 ? _chunks[^1].MaxTime : long.MinValue;

    /// <summary>Takes one that is newer than all others.</summary>
    public void Append(long time, NativeHistogram histogram, ChunkScratch scratch)
    {
        if (_open.Count > 0 && (_open.Count == OpenSamples || !HistogramChunk.SameLayout(_open[0], histogram)))
        {
            Pack(scratch);
        }

        _openTimes.Add(time);
        _open.Add(histogram);
    }

    /// <summary>Puts one in that is not newer than all others: rare, so all are unpacked.</summary>
    public AppendStatus Insert(long time, NativeHistogram histogram, AppendStatus allowed, ChunkScratch scratch)
    {
        (List<long> times, List<NativeHistogram> histograms) = Unpack();
        int at = times.BinarySearch(time);
        if (at >= 0)
        {
            return histograms[at].Equals(histogram) ? AppendStatus.Repeated : AppendStatus.Duplicate;
        }

        if (allowed == AppendStatus.Appended)
        {
            times.Insert(~at, time);
            histograms.Insert(~at, histogram);
            Replace(times, histograms, scratch);
        }

        return allowed;
    }

    /// <summary>Removes what lies from one time to another, both included.</summary>
    public void Remove(long minTime, long maxTime, ChunkScratch scratch)
    {
        (List<long> times, List<NativeHistogram> histograms) = Unpack();
        var keptTimes = new List<long>();
        var kept = new List<NativeHistogram>();
        for (int i = 0; i < times.Count; i++)
        {
            if (times[i] < minTime || times[i] > maxTime)
            {
                keptTimes.Add(times[i]);
                kept.Add(histograms[i]);
            }
        }

        if (kept.Count != times.Count)
        {
            Replace(keptTimes, kept, scratch);
        }
    }

    /// <summary>Merges its samples with the floats of the same series into columns.</summary>
    public void Read(long minTime, long maxTime, SampleColumns floats, SampleColumns columns)
    {
        int next = 0;
        foreach ((long first, long last, byte[] bytes) in _chunks)
        {
            if (last < minTime || first > maxTime)
            {
                continue;
            }

            (long[] times, NativeHistogram[] histograms) = HistogramChunk.Read(bytes);
            for (int i = 0; i < times.Length; i++)
            {
                Add(times[i], histograms[i]);
            }
        }

        for (int i = 0; i < _open.Count; i++)
        {
            Add(_openTimes[i], _open[i]);
        }

        for (; next < floats.Count; next++)
        {
            columns.Add(floats.Timestamps[next], floats.Values[next]);
        }

        void Add(long time, NativeHistogram histogram)
        {
            if (time < minTime || time > maxTime)
            {
                return;
            }

            for (; next < floats.Count && floats.Timestamps[next] <= time; next++)
            {
                if (floats.Timestamps[next] < time)
                {
                    columns.Add(floats.Timestamps[next], floats.Values[next]);
                }
            }

            columns.Add(time, histogram);
        }
    }

    /// <summary>All chunks, the open samples packed among them.</summary>
    public IReadOnlyList<(long MinTime, long MaxTime, byte[] Bytes)> PackAll(ChunkScratch scratch)
    {
        Pack(scratch);
        return _chunks;
    }

    /// <summary>Takes a chunk as it is, newer than all others.</summary>
    public void AddChunk(byte[] bytes)
    {
        (long[] times, _) = HistogramChunk.Read(bytes);
        _chunks.Add((times[0], times[^1], bytes));
    }

    private void Pack(ChunkScratch scratch)
    {
        if (_open.Count == 0)
        {
            return;
        }

        byte[] bytes = HistogramChunk.Write(
            CollectionsMarshal.AsSpan(_openTimes), CollectionsMarshal.AsSpan(_open), scratch);
        _chunks.Add((_openTimes[0], _openTimes[^1], bytes));
        _openTimes.Clear();
        _open.Clear();
    }

    private (List<long> Times, List<NativeHistogram> Histograms) Unpack()
    {
        var times = new List<long>();
        var histograms = new List<NativeHistogram>();
        foreach ((_, _, byte[] bytes) in _chunks)
        {
            (long[] packedTimes, NativeHistogram[] packed) = HistogramChunk.Read(bytes);
            times.AddRange(packedTimes);
            histograms.AddRange(packed);
        }

        times.AddRange(_openTimes);
        histograms.AddRange(_open);
        return (times, histograms);
    }

    private void Replace(List<long> times, List<NativeHistogram> histograms, ChunkScratch scratch)
    {
        _chunks.Clear();
        _openTimes.Clear();
        _open.Clear();
        for (int i = 0; i < times.Count; i++)
        {
            Append(times[i], histograms[i], scratch);
        }
    }
}
