using System.Globalization;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>Reduces a column to one value, by Grafana's names: <c>lastNotNull</c>, <c>mean</c>, <c>p95</c>, …</summary>
internal static class FieldReducer
{
    /// <summary>How readers see a calculation's name, as Grafana labels columns.</summary>
    public static string Label(string calc) => calc switch
    {
        "lastNotNull" => "Last *",
        "last" => "Last",
        "firstNotNull" => "First *",
        "first" => "First",
        "min" => "Min",
        "max" => "Max",
        "mean" => "Mean",
        "median" => "Median",
        "sum" => "Total",
        "count" => "Count",
        "range" => "Range",
        "delta" => "Delta",
        "step" => "Step",
        "diff" => "Difference",
        "diffperc" => "Difference percent",
        "logmin" => "Min (above zero)",
        "allIsZero" => "All zeros",
        "allIsNull" => "All nulls",
        "changeCount" => "Change count",
        "distinctCount" => "Distinct count",
        "stdDev" => "StdDev",
        "variance" => "Variance",
        _ when IsPercentile(calc, out double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + "th %",
        _ => calc,
    };

    /// <summary>The value; missing where there is none, or the calculation is not known.</summary>
    public static CellValue Reduce(FieldColumn column, string calc)
    {
        if (column.Count == 0)
        {
            return calc == "count" ? new CellValue(0) : CellValue.None;
        }

        switch (calc)
        {
            case "last":
                return column[column.Count - 1];
            case "first":
                return column[0];
            case "lastNotNull":
                return NotNull(column, column.Count - 1, -1);
            case "firstNotNull":
                return NotNull(column, 0, 1);
            case "count":
                return new CellValue(column.Count);
            case "changeCount":
                return new CellValue(Enumerable.Range(1, Math.Max(0, column.Count - 1)).Count(i => !column[i].IsSame(column[i - 1])));
            case "distinctCount":
                return new CellValue(Enumerable.Range(0, column.Count).Select(i => column[i].ToString()).Distinct(StringComparer.Ordinal).Count());
            default:
                return column.Type == FieldType.Number ? Numeric(column.Numbers.Span, calc) : CellValue.None;
        }
    }

    private static CellValue NotNull(FieldColumn column, int from, int step)
    {
        for (int i = from; i >= 0 && i < column.Count; i += step)
        {
            CellValue value = column[i];
            if (!value.IsMissing && (value.Text is not null || !double.IsNaN(value.Number)))
            {
                return value;
            }
        }

        return CellValue.None;
    }

    private static CellValue Numeric(ReadOnlySpan<double> all, string calc)
    {
        var values = new double[all.Length];
        int count = 0;
        foreach (double value in all)
        {
            if (!double.IsNaN(value))
            {
                values[count++] = value;
            }
        }

        if (calc is "allIsNull" or "allIsZero")
        {
            bool holds = calc == "allIsNull" ? count == 0 : count > 0 && values.AsSpan(0, count).IndexOfAnyExcept(0d) < 0;
            return new CellValue(holds ? 1 : 0);
        }

        return count == 0 ? CellValue.None : new CellValue(Of(values.AsSpan(0, count), calc));
    }

    private static double Of(Span<double> values, string calc)
    {
        switch (calc)
        {
            case "min":
                return Extremes(values).Min;
            case "max":
                return Extremes(values).Max;
            case "sum":
                return Sum(values);
            case "mean":
                return Sum(values) / values.Length;
            case "range":
                (double min, double max) = Extremes(values);
                return max - min;
            case "diff":
                return values[^1] - values[0];
            case "diffperc":
                return (values[^1] - values[0]) / values[0];
            case "delta":
                return Delta(values);
            case "step":
                return Step(values);
            case "logmin":
                return LeastAboveZero(values);
            case "variance":
                return Variance(values);
            case "stdDev":
                return Math.Sqrt(Variance(values));
            case "median":
                return Percentile(values, 0.5);
            default:
                return IsPercentile(calc, out double share) ? Percentile(values, share) : FieldColumn.Missing;
        }
    }

    private static (double Min, double Max) Extremes(ReadOnlySpan<double> values)
    {
        (double min, double max) = (values[0], values[0]);
        foreach (double value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>A counter's growth: what it grew between resets.</summary>
    private static double Delta(ReadOnlySpan<double> values)
    {
        double delta = 0;
        for (int i = 1; i < values.Length; i++)
        {
            delta += values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
        }

        return delta;
    }

    private static double Step(ReadOnlySpan<double> values)
    {
        double step = double.PositiveInfinity;
        for (int i = 1; i < values.Length; i++)
        {
            step = Math.Min(step, Math.Abs(values[i] - values[i - 1]));
        }

        return double.IsPositiveInfinity(step) ? FieldColumn.Missing : step;
    }

    private static double LeastAboveZero(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity;
        foreach (double value in values)
        {
            least = value > 0 ? Math.Min(least, value) : least;
        }

        return double.IsPositiveInfinity(least) ? FieldColumn.Missing : least;
    }

    private static double Variance(ReadOnlySpan<double> values)
    {
        double mean = Sum(values) / values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return squares / values.Length;
    }

    private static bool IsPercentile(string calc, out double share)
    {
        bool isOne = calc.Length > 1 && calc[0] == 'p' && int.TryParse(calc.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is > 0 and < 100;
        share = isOne ? int.Parse(calc.AsSpan(1), CultureInfo.InvariantCulture) / 100d : 0;
        return isOne;
    }

    private static double Percentile(Span<double> values, double share)
    {
        values.Sort();
        double at = share * (values.Length - 1);
        int below = (int)at;
        return below + 1 < values.Length ? values[below] + ((at - below) * (values[below + 1] - values[below])) : values[below];
    }
}
