using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>Histograms between two samples.</summary>
internal static class HistogramInterpolation
{
    /// <summary>
    /// The histogram at a time from the first to the second sample. Where the counter began again between them, it is taken to have been zero
    /// at the first sample's time, and the result says so in its hint.
    /// </summary>
    /// <exception cref="ArgumentException">One is exponential, the other has custom buckets.</exception>
    public static NativeHistogram At(
        NativeHistogram first, long firstTime, NativeHistogram second, long secondTime, long time, bool isCounter, ref HistogramAddition addition)
    {
        if (time == firstTime || time == secondTime)
        {
            return time == firstTime ? first : second;
        }

        if (first.UsesCustomBuckets() != second.UsesCustomBuckets())
        {
            throw new ArgumentException("Histograms of different kinds have nothing between them.", nameof(second));
        }

        double fraction = (time - firstTime) / (double)(secondTime - firstTime);
        if (isCounter && HistogramArithmetic.IsReset(second, first))
        {
            return HistogramArithmetic.Scale(second, fraction) with { ResetHint = CounterReset.Reset };
        }

        var between = new HistogramSum(second);
        addition |= between.Add(first, -1);
        between.Scale(fraction);
        addition |= between.Add(first);
        return between.ToHistogram() with
        {
            ResetHint = second.ResetHint == CounterReset.Gauge ? CounterReset.Gauge : CounterReset.Unknown,
        };
    }
}
