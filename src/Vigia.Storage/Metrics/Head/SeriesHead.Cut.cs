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

    /// <summary>Ends a cut.</summary>
    public void AbandonCut()
    {
        Volatile.Write(ref _cutBefore, long.MinValue);
        lock (_cutLock)
        {
            _cutOff.Clear();
        }
    }

    private void KeepFromCut(CutOff sample)
    {
        lock (_cutLock)
        {
            _cutOff.Add(sample);
        }
    }

    /// <summary>What came during the cut to the stripe that begins with a number.</summary>
    private List<CutOff> KeptFromCut(uint firstNumber)
    {
        lock (_cutLock)
        {
            return _cutOff.FindAll(sample => sample.Series - firstNumber < HeadStripe.Size);
        }
    }
}
