using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>quantile_over_time</c>, and <c>mad_over_time</c>: the median distance from the median.</summary>
internal sealed class QuantileFunction(bool isDeviation) : FloatRangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int count = windows.High[i] - low;
            if (count <= 0)
            {
                continue;
            }

            int step = windows.FirstStep + i;
            Span<double> values = windows.Scratch.Numbers(count);
            windows.Values.Slice(low, count).CopyTo(values);
            if (isDeviation)
            {
                double median = Quantiles.Of(0.5, values);

                // NaN is sorted to the front, from where it would shift the median without a trace.
                median = double.IsNaN(values[0]) ? double.NaN : median;
                foreach (ref double value in values)
                {
                    value = Math.Abs(value - median);
                }

                result.Set(step, Quantiles.Of(0.5, values));
            }
            else
            {
                double q = windows.Call.Scalars[0][step];
                Quantiles.Check(q, windows.Call.Context, windows.Call.ScalarSpan);
                result.Set(step, Quantiles.Of(q, values));
            }
        }
    }
}
