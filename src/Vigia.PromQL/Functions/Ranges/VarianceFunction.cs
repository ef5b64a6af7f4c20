using System.Numerics;
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

    /// <summary>
    /// In two passes: the mean, then the squares of the distances from it, less what the mean was off by. As exact as one pass with
    /// compensated sums, and whole vectors at a time.
    /// </summary>
    private static double Variance(ReadOnlySpan<double> values)
    {
        double mean = Sum(values) / values.Length;
        if (!double.IsFinite(mean))
        {
            return OnePass(values);
        }

        if (!values.ContainsAnyExcept(values[0]))
        {
            return 0;
        }

        int i = 0;
        var squares = Vector<double>.Zero;
        var rests = Vector<double>.Zero;
        var center = new Vector<double>(mean);
        for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
        {
            Vector<double> distance = new Vector<double>(values[i..]) - center;
            squares += distance * distance;
            rests += distance;
        }

        double square = Vector.Sum(squares);
        double rest = Vector.Sum(rests);
        for (; i < values.Length; i++)
        {
            double distance = values[i] - mean;
            square += distance * distance;
            rest += distance;
        }

        return Math.Max(0, square - (rest * rest / values.Length)) / values.Length;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        int i = 0;
        var sums = Vector<double>.Zero;
        for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
        {
            sums += new Vector<double>(values[i..]);
        }

        double sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    /// <summary>After Welford, for what overflows or is not finite.</summary>
    private static double OnePass(ReadOnlySpan<double> values)
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
