using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class SeriesHead
{
    private readonly Lock _cutLock = new();
    private readonly List<CutOff> _cutOff = [];
    private long _cutBefore = long.MinValue;

    /// <summary>A time at or before the first sample from a time on; <see cref="long.MaxValue"/> where there is none.</summary>
    public long FirstTimeFrom(long from)
    {
        long first = long.MaxValue;
        foreach (HeadStripe? stripe in Stripes)
        {
            first = Math.Min(first, stripe?.FirstTimeFrom(from) ?? long.MaxValue);
        }

        return first;
    }

    /// <summary>Remembers, from now until <see cref="Truncate"/>, what comes of an earlier time: no block will have it. As many as come in a cut's seconds.</summary>
    public void BeginCut(long before)
    {
        lock (_cutLock)
        {
            _cutOff.Clear();
        }

        Volatile.Write(ref _cutBefore, before);
    }

    /// <summary>Ends a cut that came to nothing.</summary>
    public void AbandonCut() => BeginCut(long.MinValue);

    private void KeepFromCut(CutOff sample)
    {
        lock (_cutLock)
        {
            _cutOff.Add(sample);
        }
    }

    private HashSet<uint> KeptFromCut()
    {
        lock (_cutLock)
        {
            return [.. _cutOff.Select(static sample => sample.Series)];
        }
    }

    private void PutBack(ChunkScratch scratch)
    {
        Volatile.Write(ref _cutBefore, long.MinValue);
        var batch = new SampleBatch();
        lock (_cutLock)
        {
            foreach (CutOff sample in _cutOff)
            {
                if (sample.Histogram is { } histogram)
                {
                    batch.Histograms.Add(new HistogramSample(new SeriesRef(sample.Series), sample.Time, histogram));
                }
                else
                {
                    batch.Add(new SeriesRef(sample.Series), sample.Time, sample.Value);
                }
            }

            _cutOff.Clear();
        }

        Append(batch, AppendLimits.None, long.MinValue, long.MaxValue, scratch);
    }
}
