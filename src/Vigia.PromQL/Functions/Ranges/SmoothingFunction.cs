using System.Globalization;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>double_exponential_smoothing</c>: newer samples weigh more, and so does their trend.</summary>
internal sealed class SmoothingFunction : FloatRangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high <= low)
            {
                continue;
            }

            int step = windows.FirstStep + i;
            double smoothing = Checked(windows.Call.Scalars[0][step], "smoothing", "sf");
            double trend = Checked(windows.Call.Scalars[1][step], "trend", "tf");
            if (high - low < 2)
            {
                continue;
            }

            ReadOnlySpan<double> values = windows.Values[low..high];
            double before = 0;
            double level = values[0];
            double slope = values[1] - values[0];
            for (int j = 1; j < values.Length; j++)
            {
                slope = j == 1 ? slope : (trend * (level - before)) + ((1 - trend) * slope);
                double next = (smoothing * values[j]) + ((1 - smoothing) * (level + slope));
                (before, level) = (level, next);
            }

            result.Set(step, level);
        }
    }

    private static double Checked(double factor, string name, string symbol) => factor > 0 && factor < 1
        ? factor
        : throw new QueryException(
            QueryErrorKind.Execution,
            string.Create(CultureInfo.InvariantCulture, $"invalid {name} factor. Expected: 0 < {symbol} < 1, got: {factor:F6}"));
}
