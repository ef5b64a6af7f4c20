using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>
/// The operators <c>&lt;/</c> and <c>&gt;/</c>: keep what is below or above a value. A bucket that the value cuts is divided by interpolation;
/// where anything is cut off, the sum is estimated anew from the middles of what is left.
/// </summary>
internal static class HistogramTrim
{
    public static NativeHistogram Trim(NativeHistogram histogram, double value, bool keepsBelow)
    {
        bool isCustom = histogram.UsesCustomBuckets();
        bool hasCut = false;
        double sum = 0;
        double count = 0;
        double keep(HistogramBucket bucket)
        {
            (double kept, double middle) = Keep(bucket, value, keepsBelow, isCustom);
            hasCut |= kept != bucket.Count;
            count += kept;
            sum += kept == 0 ? 0 : kept * middle;
            return kept;
        }

        var positive = SparseBuckets.From(histogram.PositiveSpans, histogram.PositiveBuckets);
        var negative = SparseBuckets.From(histogram.NegativeSpans, histogram.NegativeBuckets);
        for (int i = negative.Length - 1; i >= 0; i--)
        {
            int index = negative.Indexes[i];
            negative.Counts[i] = keep(new HistogramBucket(
                -HistogramBounds.Exponential(index, histogram.Schema), -HistogramBounds.Exponential(index - 1, histogram.Schema), negative.Counts[i]));
        }

        double zeroCount = histogram.ZeroCount;
        if (zeroCount != 0 && !isCustom)
        {
            zeroCount = keep(HistogramQuantile.OneSided(
                new HistogramBucket(-histogram.ZeroThreshold, histogram.ZeroThreshold, zeroCount), histogram));
        }

        for (int i = 0; i < positive.Length; i++)
        {
            int index = positive.Indexes[i];
            double lower = isCustom ? HistogramBounds.Custom(index - 1, histogram.CustomValues) : HistogramBounds.Exponential(index - 1, histogram.Schema);
            double upper = isCustom ? HistogramBounds.Custom(index, histogram.CustomValues) : HistogramBounds.Exponential(index, histogram.Schema);
            positive.Counts[i] = keep(new HistogramBucket(lower, upper, positive.Counts[i]));
        }

        if (!hasCut)
        {
            return histogram;
        }

        (BucketSpan[] positiveSpans, double[] positiveCounts) = positive.Compact();
        (BucketSpan[] negativeSpans, double[] negativeCounts) = negative.Compact();
        return histogram with
        {
            IsInteger = false,
            Count = count,
            Sum = count == 0 ? 0 : sum,
            ZeroCount = zeroCount,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positiveCounts,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negativeCounts,
        };
    }

    /// <summary>How much of a bucket stays, and where its middle then is.</summary>
    private static (double Count, double Middle) Keep(HistogramBucket bucket, double value, bool keepsBelow, bool isCustom)
    {
        if (double.IsInfinity(value))
        {
            return keepsBelow == value > 0 ? (bucket.Count, Middle(bucket.Lower, bucket.Upper, isCustom)) : (0, 0);
        }

        if (isCustom && (double.IsInfinity(bucket.Lower) || double.IsInfinity(bucket.Upper)))
        {
            return KeepOpen(bucket, value, keepsBelow);
        }

        return Cut(bucket, value, keepsBelow, isCustom);
    }

    /// <summary>The first and the last custom bucket have no bound on one side.</summary>
    private static (double Count, double Middle) KeepOpen(HistogramBucket bucket, double value, bool keepsBelow)
    {
        bool isFirst = double.IsNegativeInfinity(bucket.Lower);
        if (isFirst && double.IsPositiveInfinity(bucket.Upper))
        {
            return (0, 0);
        }

        if (!isFirst)
        {
            // Nothing says how far up it reaches: it goes as a whole or stays as if all were at its lower bound.
            return keepsBelow ? (0, 0) : (bucket.Count, Math.Max(bucket.Lower, value));
        }

        if (bucket.Upper > 0)
        {
            // Observations are taken for positive, as for classic histograms.
            return !keepsBelow && value < 0 ? (0, 0) : Cut(bucket with { Lower = 0 }, value, keepsBelow, isLinear: true);
        }

        return keepsBelow ? (bucket.Count, Math.Min(bucket.Upper, value)) : (0, 0);
    }

    private static (double Count, double Middle) Cut(HistogramBucket bucket, double value, bool keepsBelow, bool isLinear)
    {
        if (keepsBelow ? bucket.Upper <= value : bucket.Lower >= value)
        {
            return (bucket.Count, Middle(bucket.Lower, bucket.Upper, isLinear));
        }

        if (keepsBelow ? bucket.Lower >= value : bucket.Upper <= value)
        {
            return (0, 0);
        }

        bool cutsLinear = isLinear || (bucket.Lower <= 0 && bucket.Upper >= 0);
        double part = HistogramQuantile.Part(value, bucket, cutsLinear);
        return keepsBelow
            ? (bucket.Count * part, Middle(bucket.Lower, value, cutsLinear))
            : (bucket.Count * (1 - part), Middle(value, bucket.Upper, cutsLinear));
    }

    private static double Middle(double lower, double upper, bool isLinear)
    {
        if (double.IsInfinity(lower) || double.IsInfinity(upper))
        {
            return double.IsInfinity(lower) ? Math.Min(upper, 0) : lower;
        }

        return isLinear || (lower <= 0 && upper >= 0) ? (lower + upper) / 2 : Math.CopySign(Math.Sqrt(lower * upper), upper);
    }
}
