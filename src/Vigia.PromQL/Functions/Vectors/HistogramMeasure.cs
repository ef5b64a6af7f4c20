using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax;

namespace Vigia.PromQL.Functions.Vectors;

/// <summary>A number that is computed of a histogram at a step.</summary>
internal abstract class HistogramMeasure
{
    public abstract double Native(int step, NativeHistogram histogram, Annotations annotations, TextSpan span, string suffix);

    public abstract double Classic(int step, List<ClassicBucket> buckets, Annotations annotations, TextSpan span, string suffix);
}

/// <summary>A quantile.</summary>
internal sealed class QuantileMeasure(double[] quantiles, StepGrid steps) : HistogramMeasure
{
    public override double Native(int step, NativeHistogram histogram, Annotations annotations, TextSpan span, string suffix)
    {
        double q = quantiles[step];
        double value = HistogramQuantile.Quantile(q, histogram);
        if (q >= 0 && q <= 1 && HistogramQuantile.HasNaNs(histogram))
        {
            string outcome = double.IsNaN(value) ? "NaN" : "skewed higher";
            annotations.Inform(span, $"input to histogram_quantile has NaN observations, result is {outcome}{suffix}");
        }

        return value;
    }

    public override double Classic(int step, List<ClassicBucket> buckets, Annotations annotations, TextSpan span, string suffix)
    {
        MonotonicityRepair repair = MonotonicityRepair.At(steps.At(step));
        double value = ClassicQuantile.Quantile(quantiles[step], buckets, ref repair);
        if (repair.Samples > 0)
        {
            annotations.InformRepair(
                span,
                "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)" + suffix,
                repair);
        }

        return value;
    }
}

/// <summary>The share of observations between two values.</summary>
internal sealed class FractionMeasure(double[] lower, double[] upper) : HistogramMeasure
{
    public override double Native(int step, NativeHistogram histogram, Annotations annotations, TextSpan span, string suffix)
    {
        if (HistogramQuantile.HasNaNs(histogram))
        {
            annotations.Inform(span, "input to histogram_fraction has NaN observations, which are excluded from all fractions" + suffix);
        }

        return HistogramQuantile.Fraction(lower[step], upper[step], histogram);
    }

    public override double Classic(int step, List<ClassicBucket> buckets, Annotations annotations, TextSpan span, string suffix) =>
        ClassicQuantile.Fraction(lower[step], upper[step], buckets);
}
