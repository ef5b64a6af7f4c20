namespace Vigia.PromQL.Tests.Functions;

/// <summary>The functions over ranges, each window for itself and straight from the definition.</summary>
internal static class PlainWindow
{
    public static double? Compute(string function, (long Time, double Value)[] window, long start, long end)
    {
        double[] values = [.. window.Select(static sample => sample.Value)];
        if (values.Length == 0)
        {
            return null;
        }

        return function switch
        {
            "rate" => Extrapolated(window, start, end, isCounter: true, isRate: true),
            "increase" => Extrapolated(window, start, end, isCounter: true, isRate: false),
            "delta" => Extrapolated(window, start, end, isCounter: false, isRate: false),
            "irate" => Last(window, isRate: true),
            "idelta" => Last(window, isRate: false),
            "sum_over_time" => Sum(values),
            "avg_over_time" => Mean(values),
            "min_over_time" => Extreme(values, static (value, best) => value < best),
            "max_over_time" => Extreme(values, static (value, best) => value > best),
            "ts_of_min_over_time" => TimeOf(window, static (value, best) => value <= best),
            "ts_of_max_over_time" => TimeOf(window, static (value, best) => value >= best),
            "count_over_time" => values.Length,
            "present_over_time" => 1,
            "stddev_over_time" => Math.Sqrt(Variance(values)),
            "stdvar_over_time" => Variance(values),
            "last_over_time" => values[^1],
            "first_over_time" => values[0],
            "changes" => Count(values, static (before, now) => now != before && !(double.IsNaN(now) && double.IsNaN(before))),
            "resets" => Count(values, static (before, now) => now < before),
            "deriv" => Slope(window),
            "quantile_over_time" => Quantile(0.3, values),
            "mad_over_time" => Deviation(values),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "no such function"),
        };
    }

    private static double? Extrapolated((long Time, double Value)[] window, long start, long end, bool isCounter, bool isRate)
    {
        if (window.Length < 2)
        {
            return null;
        }

        double difference = window[^1].Value - window[0].Value;
        for (int i = 1; isCounter && i < window.Length; i++)
        {
            difference += window[i].Value < window[i - 1].Value ? window[i - 1].Value : 0;
        }

        double toStart = (window[0].Time - start) / 1000.0;
        double toEnd = (end - window[^1].Time) / 1000.0;
        double sampled = (window[^1].Time - window[0].Time) / 1000.0;
        double average = sampled / (window.Length - 1);
        double before = toStart < average * 1.1 ? toStart : average / 2;
        double behind = toEnd < average * 1.1 ? toEnd : average / 2;
        if (isCounter && difference > 0 && window[0].Value >= 0)
        {
            before = Math.Min(before, sampled * (window[0].Value / difference));
        }

        double result = difference * ((sampled + before + behind) / sampled);
        return isRate ? result / ((end - start) / 1000.0) : result;
    }

    private static double? Last((long Time, double Value)[] window, bool isRate)
    {
        if (window.Length < 2)
        {
            return null;
        }

        double now = window[^1].Value;
        double before = window[^2].Value;
        return isRate ? (now < before ? now : now - before) / ((window[^1].Time - window[^2].Time) / 1000.0) : now - before;
    }

    private static double Sum(double[] values)
    {
        if (values.Any(static value => !double.IsFinite(value)))
        {
            return values.Sum();
        }

        return (double)values.Aggregate(0m, static (sum, value) => sum + (decimal)value);
    }

    private static double Mean(double[] values) => Sum(values) / values.Length;

    private static double Variance(double[] values)
    {
        double mean = Mean(values);
        return double.IsFinite(mean) ? values.Sum(value => (value - mean) * (value - mean)) / values.Length : double.NaN;
    }

    private static double Extreme(double[] values, Func<double, double, bool> isBetter) =>
        values.Aggregate((best, value) => isBetter(value, best) || double.IsNaN(best) ? value : best);

    private static double TimeOf((long Time, double Value)[] window, Func<double, double, bool> isBetter) =>
        window.Aggregate((best, sample) => isBetter(sample.Value, best.Value) || double.IsNaN(best.Value) ? sample : best).Time / 1000.0;

    private static double Count(double[] values, Func<double, double, bool> isTurn) =>
        values.Skip(1).Where((value, i) => isTurn(values[i], value)).Count();

    private static double? Slope((long Time, double Value)[] window)
    {
        if (window.Length < 2)
        {
            return null;
        }

        if (window.All(sample => sample.Value == window[0].Value))
        {
            return double.IsInfinity(window[0].Value) ? double.NaN : 0;
        }

        double meanX = window.Average(static sample => sample.Time / 1000.0);
        double meanY = window.Average(static sample => sample.Value);
        return window.Sum(sample => ((sample.Time / 1000.0) - meanX) * (sample.Value - meanY))
            / window.Sum(sample => ((sample.Time / 1000.0) - meanX) * ((sample.Time / 1000.0) - meanX));
    }

    private static double Quantile(double q, double[] values)
    {
        double[] sorted = [.. values.Order()];
        double rank = q * (sorted.Length - 1);
        int lower = (int)Math.Floor(rank);
        int upper = Math.Min(lower + 1, sorted.Length - 1);
        double weight = rank - lower;
        return (sorted[lower] * (1 - weight)) + (sorted[upper] * weight);
    }

    private static double Deviation(double[] values)
    {
        double median = values.Any(double.IsNaN) ? double.NaN : Quantile(0.5, values);
        return Quantile(0.5, [.. values.Select(value => Math.Abs(value - median))]);
    }
}
