using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>Quantiles, fractions and moments of native histograms: exponential interpolation, linear in zero and custom buckets.</summary>
internal static class HistogramQuantile
{
    /// <summary>Whether observations of NaN are in the count, which no bucket holds.</summary>
    public static bool HasNaNs(NativeHistogram histogram) =>
        double.IsNaN(histogram.Sum) && Total(histogram) < histogram.Count;

    public static double Quantile(double q, NativeHistogram histogram)
    {
        if (double.IsNaN(q) || histogram.Count == 0)
        {
            return q < 0 ? double.NegativeInfinity : q > 1 ? double.PositiveInfinity : double.NaN;
        }

        if (q < 0 || q > 1)
        {
            return q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        List<HistogramBucket> buckets = HistogramArithmetic.Buckets(histogram);
        bool isForward = double.IsNaN(histogram.Sum) || q < 0.5;
        double rank = (isForward ? q : 1 - q) * histogram.Count;
        HistogramBucket bucket = default;
        double count = 0;
        bool isFound = false;
        for (int i = 0; i < buckets.Count && !isFound; i++)
        {
            HistogramBucket next = buckets[isForward ? i : buckets.Count - 1 - i];
            if (next.Count != 0)
            {
                bucket = next;
                count += bucket.Count;
                isFound = count >= rank;
            }
        }

        if (bucket.Count == 0 || (!isFound && double.IsNaN(histogram.Sum)))
        {
            return double.NaN;
        }

        if (histogram.UsesCustomBuckets())
        {
            if (double.IsNegativeInfinity(bucket.Lower))
            {
                if (bucket.Upper <= 0)
                {
                    return bucket.Upper;
                }

                bucket = bucket with { Lower = 0 };
            }
            else if (double.IsPositiveInfinity(bucket.Upper))
            {
                return bucket.Lower;
            }
        }
        else
        {
            bucket = OneSided(bucket, histogram);
        }

        count = Math.Min(count, histogram.Count);
        if (count < rank)
        {
            return bucket.Upper;
        }

        rank = isForward ? rank - (count - bucket.Count) : count - rank;
        double fraction = rank / bucket.Count;
        if (histogram.UsesCustomBuckets() || (bucket.Lower <= 0 && bucket.Upper >= 0))
        {
            return bucket.Lower + ((bucket.Upper - bucket.Lower) * fraction);
        }

        double lower = Math.Log2(Math.Abs(bucket.Lower));
        double upper = Math.Log2(Math.Abs(bucket.Upper));
        return bucket.Lower > 0
            ? Math.Pow(2, lower + ((upper - lower) * fraction))
            : -Math.Pow(2, upper + ((lower - upper) * (1 - fraction)));
    }

    /// <summary>The share of observations between two values.</summary>
    public static double Fraction(double lower, double upper, NativeHistogram histogram)
    {
        if (histogram.Count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        if (lower >= upper)
        {
            return 0;
        }

        List<HistogramBucket> buckets = HistogramArithmetic.Buckets(histogram);
        double end = HasNaNs(histogram) ? Total(histogram) : histogram.Count;
        double lowerRank = Math.Min(Rank(lower, buckets, histogram) ?? end, end);
        double upperRank = Math.Min(Rank(upper, buckets, histogram) ?? end, end);
        return (upperRank - lowerRank) / histogram.Count;
    }

    public static double Variance(NativeHistogram histogram)
    {
        double mean = histogram.Sum / histogram.Count;
        double variance = 0;
        double rest = 0;
        foreach (HistogramBucket bucket in HistogramArithmetic.Buckets(histogram))
        {
            if (bucket.Count == 0)
            {
                continue;
            }

            double value = histogram.UsesCustomBuckets() ? (bucket.Upper + bucket.Lower) / 2
                : bucket.Lower <= 0 && bucket.Upper >= 0 ? 0
                : Math.CopySign(Math.Sqrt(bucket.Upper * bucket.Lower), bucket.Upper);
            double delta = value - mean;
            KahanSum.Add(bucket.Count * delta * delta, ref variance, ref rest);
        }

        return (variance + rest) / histogram.Count;
    }

    /// <summary>A zero bucket beside buckets of one sign holds that sign only.</summary>
    internal static HistogramBucket OneSided(HistogramBucket bucket, NativeHistogram histogram)
    {
        bool isZero = bucket.Lower <= 0 && bucket.Upper >= 0;
        if (!isZero || histogram.PositiveBuckets.Length > 0 == histogram.NegativeBuckets.Length > 0)
        {
            return bucket;
        }

        return histogram.PositiveBuckets.Length > 0 ? bucket with { Lower = 0 } : bucket with { Upper = 0 };
    }

    /// <summary>Where a value within a bucket cuts it, from 0 at its lower bound to 1.</summary>
    internal static double Part(double value, HistogramBucket bucket, bool isLinear)
    {
        if (isLinear)
        {
            return (value - bucket.Lower) / (bucket.Upper - bucket.Lower);
        }

        double lower = Math.Log2(Math.Abs(bucket.Lower));
        double upper = Math.Log2(Math.Abs(bucket.Upper));
        double at = Math.Log2(Math.Abs(value));
        return value > 0 ? (at - lower) / (upper - lower) : 1 - ((at - upper) / (lower - upper));
    }

    private static double Total(NativeHistogram histogram) =>
        histogram.ZeroCount + histogram.PositiveBuckets.Sum() + histogram.NegativeBuckets.Sum();

    /// <summary>How many observations are below a value; null where all in buckets are.</summary>
    private static double? Rank(double value, List<HistogramBucket> buckets, NativeHistogram histogram)
    {
        double rank = 0;
        bool isCustom = histogram.UsesCustomBuckets();
        foreach (HistogramBucket found in buckets)
        {
            HistogramBucket bucket = OneSided(found, histogram);
            if (bucket.Lower >= value)
            {
                return rank;
            }

            if (bucket.Upper > value)
            {
                // A bucket without a bound on one side cannot be divided: none of it is between two values.
                bool isLinear = isCustom || (bucket.Lower <= 0 && bucket.Upper >= 0);
                return double.IsInfinity(bucket.Lower) ? rank + bucket.Count
                    : double.IsInfinity(bucket.Upper) ? rank
                    : rank + (bucket.Count * Part(value, bucket, isLinear));
            }

            rank += bucket.Count;
        }

        return null;
    }
}
