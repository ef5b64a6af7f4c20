using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Scripts;

/// <summary>One series in memory, ascending by time. Not thread-safe while it is written.</summary>
internal sealed class MemorySeries(LabelSet labels)
{
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private readonly List<NativeHistogram?> _histograms = [];

    public LabelSet Labels => labels;

    /// <summary>A sample at a time that has one already is left out.</summary>
    public void Add(long time, double value, NativeHistogram? histogram)
    {
        int at = _times.Count;
        if (at > 0 && time <= _times[^1])
        {
            at = _times.BinarySearch(time);
            if (at >= 0)
            {
                return;
            }

            at = ~at;
        }

        _times.Insert(at, time);
        _values.Insert(at, value);
        _histograms.Insert(at, histogram is null ? null : WithHint(histogram, at > 0 ? _histograms[at - 1] : null));
    }

    public void Read(long minTime, long maxTime, SampleColumns columns)
    {
        int from = _times.BinarySearch(minTime);
        for (int i = from < 0 ? ~from : from; i < _times.Count && _times[i] <= maxTime; i++)
        {
            if (_histograms[i] is { } histogram)
            {
                columns.Add(_times[i], histogram);
            }
            else
            {
                columns.Add(_times[i], _values[i]);
            }
        }
    }

    /// <summary>The hint that a store of chunks would give: known only for a sample that continues the one before.</summary>
    private static NativeHistogram WithHint(NativeHistogram histogram, NativeHistogram? previous)
    {
        if (histogram.ResetHint == CounterReset.Gauge)
        {
            return histogram;
        }

        NativeHistogram plain = histogram with { ResetHint = CounterReset.Unknown };
        bool continues = histogram.ResetHint != CounterReset.Reset
            && previous is { IsStale: false } && previous.ResetHint != CounterReset.Gauge && !histogram.IsStale
            && previous.Schema == histogram.Schema && previous.ZeroThreshold == histogram.ZeroThreshold
            && previous.CustomValues.AsSpan().SequenceEqual(histogram.CustomValues)
            && !HistogramArithmetic.IsReset(plain, previous);
        return continues ? plain with { ResetHint = CounterReset.NotReset } : plain;
    }
}
