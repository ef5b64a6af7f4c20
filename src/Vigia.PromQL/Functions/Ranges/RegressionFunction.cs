using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>deriv</c> and <c>predict_linear</c>: the line of least squares through a window.</summary>
internal sealed class RegressionFunction(bool isPrediction) : FloatRangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high - low < 2)
            {
                continue;
            }

            int step = windows.FirstStep + i;
            long origin = isPrediction ? windows.Call.Steps.At(step) : windows.Times[low];
            (double slope, double intercept) = Line(windows.Times[low..high], windows.Values[low..high], origin);
            result.Set(step, isPrediction ? (slope * windows.Call.Scalars[0][step]) + intercept : slope);
        }
    }

    private static (double Slope, double Intercept) Line(ReadOnlySpan<long> times, ReadOnlySpan<double> values, long origin)
    {
        double sumX = 0, restX = 0, sumY = 0, restY = 0, sumXY = 0, restXY = 0, sumXX = 0, restXX = 0;
        bool isConstant = true;
        for (int i = 0; i < values.Length; i++)
        {
            isConstant &= values[i] == values[0] || i == 0;
            double x = (times[i] - origin) / 1000.0;
            double y = values[i];
            KahanSum.Add(x, ref sumX, ref restX);
            KahanSum.Add(y, ref sumY, ref restY);
            KahanSum.Add(x * y, ref sumXY, ref restXY);
            KahanSum.Add(x * x, ref sumXX, ref restXX);
        }

        if (isConstant)
        {
            return double.IsInfinity(values[0]) ? (double.NaN, double.NaN) : (0, values[0]);
        }

        sumX += restX;
        sumY += restY;
        double count = values.Length;
        double covariance = sumXY + restXY - (sumX * sumY / count);
        double variance = sumXX + restXX - (sumX * sumX / count);
        double slope = covariance / variance;
        return (slope, (sumY / count) - (slope * sumX / count));
    }
}
