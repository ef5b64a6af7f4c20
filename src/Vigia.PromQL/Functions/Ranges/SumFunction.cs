using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>sum_over_time</c> and <c>avg_over_time</c>.</summary>
internal sealed class SumFunction(bool isAverage) : RangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        var sums = new WindowSums(windows);
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high <= low)
            {
                continue;
            }

            result.Set(windows.FirstStep + i, isAverage ? Average(windows.Values[low..high], ref sums, low, high) : sums.Sum(low, high));
        }
    }

    public override void Mixed(in MixedWindow window, Column result)
    {
        if (window.FloatCount > 0 && window.HistogramCount > 0)
        {
            WarnMixed(window);
        }
        else if (window.HistogramCount == 0)
        {
            FloatsOf(window, result);
        }
        else
        {
            OfHistograms(window, result);
        }
    }

    /// <summary>The mean of what one addition after another would overflow.</summary>
    internal static double IncrementalMean(ReadOnlySpan<double> values)
    {
        double sum = values[0];
        double rest = 0;
        double mean = 0;
        bool isIncremental = false;
        for (int i = 1; i < values.Length; i++)
        {
            double count = i + 1;
            if (!isIncremental)
            {
                double nextSum = sum;
                double nextRest = rest;
                KahanSum.Add(values[i], ref nextSum, ref nextRest);
                if (!double.IsInfinity(nextSum))
                {
                    (sum, rest) = (nextSum, nextRest);
                    continue;
                }

                isIncremental = true;
                mean = sum / (count - 1);
                rest /= count - 1;
            }

            double share = (count - 1) / count;
            mean *= share;
            rest *= share;
            KahanSum.Add(values[i] / count, ref mean, ref rest);
        }

        return isIncremental ? mean + rest : (sum / values.Length) + (rest / values.Length);
    }

    private static double Average(ReadOnlySpan<double> values, ref WindowSums sums, int low, int high)
    {
        double sum = sums.Sum(low, high, out double rest);
        return double.IsFinite(sum) ? (sum / values.Length) + (rest / values.Length) : IncrementalMean(values);
    }

    private void OfHistograms(in MixedWindow window, Column result)
    {
        var mean = new HistogramMean(window.Histograms[0]!, isAverage);
        foreach (NativeHistogram? histogram in window.Histograms[1..])
        {
            if (!mean.Add(histogram!))
            {
                WarnSchemas(window);
                return;
            }
        }

        if (mean.HasResetCollision)
        {
            window.Call.Context.Annotations.Warn(window.Call.Span, "conflicting counter resets during histogram aggregation");
        }

        if (mean.HasReconciledBounds)
        {
            InformReconciled(window, "aggregation");
        }

        result.Set(window.Step, mean.Result());
    }
}
