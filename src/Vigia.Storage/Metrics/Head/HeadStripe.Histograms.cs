using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class HeadStripe
{
    /// <summary>Packed chunks of histograms.</summary>
    public int HistogramChunks
    {
        get
        {
            int count = 0;
            if (_histograms is not null)
            {
                foreach (HistogramSeries histograms in _histograms.Values)
                {
                    count += histograms.Chunks;
                }
            }

            return count;
        }
    }

    /// <summary>Takes a histogram. The lock is held.</summary>
    public AppendStatus Append(int index, long time, NativeHistogram histogram, in AppendLimits limits, ChunkScratch scratch)
    {
        ref OpenSeries series = ref _open[index];
        if (!series.IsAlive)
        {
            return AppendStatus.UnknownSeries;
        }

        HistogramSeries histograms = HistogramsOf(index);
        if (time > series.LastTime)
        {
            histograms.Append(time, histogram, scratch);
            series.LastTime = time;
            return AppendStatus.Appended;
        }

        AppendStatus allowed = limits.Check(time, series.LastTime);
        return time == series.LastTime || allowed == AppendStatus.Appended
            ? histograms.Insert(time, histogram, allowed, scratch)
            : allowed;
    }

    private HistogramSeries HistogramsOf(int index)
    {
        _histograms ??= [];
        if (!_histograms.TryGetValue(index, out HistogramSeries? histograms))
        {
            _histograms.Add(index, histograms = new HistogramSeries());
        }

        return histograms;
    }
}
