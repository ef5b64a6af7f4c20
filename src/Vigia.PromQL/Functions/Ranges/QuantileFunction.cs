using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>quantile_over_time</c>, and <c>mad_over_time</c>: the median distance from the median.</summary>
internal sealed class QuantileFunction(bool isDeviation) : FloatRangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        int longest = 0;
        for (int i = 0; i < windows.Count; i++)
        {
            longest = Math.Max(longest, windows.High[i] - windows.Low[i]);
        }

        var window = new SortedWindow(windows.Values, windows.Scratch.Numbers(longest));
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high <= low)
            {
                continue;
            }

            int step = windows.FirstStep + i;
            if (isDeviation)
            {
                result.Set(step, Deviation(windows.Values[low..high], windows.Scratch));
                continue;
            }

            double q = windows.Call.Scalars[0][step];
            if (!(q >= 0 && q <= 1))
            {
                Quantiles.Check(q, windows.Call.Context, windows.Call.ScalarSpan);
            }

            result.Set(step, Quantiles.OfSorted(q, window.MoveTo(low, high)));
        }
    }

    private static double Deviation(ReadOnlySpan<double> window, ReadScratch scratch)
    {
        Span<double> values = scratch.Numbers(window.Length);
        window.CopyTo(values);
        double median = Quantiles.Of(0.5, values);

        // NaN is sorted to the front, from where it would shift the median without a trace.
        median = double.IsNaN(values[0]) ? double.NaN : median;
        foreach (ref double value in values)
        {
            value = Math.Abs(value - median);
        }

        return Quantiles.Of(0.5, values);
    }
}
