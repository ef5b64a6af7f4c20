using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>stddev_over_time</c> and <c>stdvar_over_time</c>, of the whole population.</summary>
internal sealed class VarianceFunction(bool isDeviation) : FloatRangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        for (int i = 0; i < windows.Count; i++)
        {
            if (windows.High[i] <= windows.Low[i])
            {
                continue;
            }

            double variance = Variance(windows.Values[windows.Low[i]..windows.High[i]]);
            result.Set(windows.FirstStep + i, isDeviation ? Math.Sqrt(variance) : variance);
        }
    }

    internal static double Variance(ReadOnlySpan<double> values)
    {
        double count = 0;
        double mean = 0;
        double meanRest = 0;
        double sum = 0;
        double sumRest = 0;
        foreach (double value in values)
        {
            count++;
            double delta = value - (mean + meanRest);
            KahanSum.Add(delta / count, ref mean, ref meanRest);
            KahanSum.Add(delta * (value - (mean + meanRest)), ref sum, ref sumRest);
        }

        return (sum + sumRest) / count;
    }
}
