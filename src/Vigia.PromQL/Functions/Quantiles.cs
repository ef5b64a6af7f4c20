using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;

namespace Vigia.PromQL.Functions;

/// <summary>Quantiles of plain numbers.</summary>
internal static class Quantiles
{
    /// <summary>Between the nearest two by weight; sorts the numbers, NaN first.</summary>
    public static double Of(double q, Span<double> values)
    {
        values.Sort();
        return OfSorted(q, values);
    }

    /// <summary>Between the nearest two by weight.</summary>
    public static double OfSorted(double q, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty || double.IsNaN(q))
        {
            return double.NaN;
        }

        if (q < 0 || q > 1)
        {
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        double rank = q * (values.Length - 1);
        int lower = (int)Math.Max(0, Math.Floor(rank));
        int upper = Math.Min(values.Length - 1, lower + 1);
        double weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }

    public static void Check(double q, QueryContext context, TextSpan span)
    {
        if (!(q >= 0 && q <= 1))
        {
            context.Annotations.Warn(span, $"quantile value should be between 0 and 1, got {NumberText.FormatShort(q)}");
        }
    }
}
