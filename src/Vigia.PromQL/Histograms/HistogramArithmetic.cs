using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>What PromQL does with single native histograms. None of it changes its arguments.</summary>
internal static class HistogramArithmetic
{
    /// <summary>All buckets in ascending order; the zero bucket where it holds anything. Bounds do not reach into the zero bucket.</summary>
    public static List<HistogramBucket> Buckets(NativeHistogram histogram)
    {
        var buckets = new List<HistogramBucket>(histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length + 1);
        var positive = SparseBuckets.From(histogram.PositiveSpans, histogram.PositiveBuckets);
        if (histogram.UsesCustomBuckets())
        {
            for (int i = 0; i < positive.Length; i++)
            {
                int index = positive.Indexes[i];
                double[] bounds = histogram.CustomValues;
                buckets.Add(new HistogramBucket(HistogramBounds.Custom(index - 1, bounds), HistogramBounds.Custom(index, bounds), positive.Counts[i]));
            }

            return buckets;
        }

        double zero = histogram.ZeroThreshold;
        var negative = SparseBuckets.From(histogram.NegativeSpans, histogram.NegativeBuckets);
        for (int i = negative.Length - 1; i >= 0; i--)
        {
            int index = negative.Indexes[i];
            double upper = -HistogramBounds.Exponential(index - 1, histogram.Schema);
            buckets.Add(new HistogramBucket(-HistogramBounds.Exponential(index, histogram.Schema), Math.Min(upper, -zero), negative.Counts[i]));
        }

        if (histogram.ZeroCount > 0)
        {
            buckets.Add(new HistogramBucket(-zero, zero, histogram.ZeroCount));
        }

        for (int i = 0; i < positive.Length; i++)
        {
            int index = positive.Indexes[i];
            double lower = HistogramBounds.Exponential(index - 1, histogram.Schema);
            buckets.Add(new HistogramBucket(Math.Max(lower, zero), HistogramBounds.Exponential(index, histogram.Schema), positive.Counts[i]));
        }

        return buckets;
    }

    public static NativeHistogram Scale(NativeHistogram histogram, double factor, bool divides = false)
    {
        double scale(double value) => divides ? value / factor : value * factor;
        if (divides && factor == 0)
        {
            // Every bucket would be infinite or NaN, which says nothing of where observations are.
            histogram = histogram with { PositiveSpans = [], PositiveBuckets = [], NegativeSpans = [], NegativeBuckets = [] };
        }

        return histogram with
        {
            ResetHint = factor < 0 ? CounterReset.Gauge : histogram.ResetHint,
            IsInteger = false,
            ZeroCount = scale(histogram.ZeroCount),
            Count = scale(histogram.Count),
            Sum = scale(histogram.Sum),
            PositiveBuckets = Array.ConvertAll(histogram.PositiveBuckets, scale),
            NegativeBuckets = Array.ConvertAll(histogram.NegativeBuckets, scale),
        };
    }

    /// <summary>The histogram without empty buckets and spans.</summary>
    public static NativeHistogram Compact(NativeHistogram histogram)
    {
        (BucketSpan[] positiveSpans, double[] positive) = SparseBuckets.From(histogram.PositiveSpans, histogram.PositiveBuckets).Compact();
        (BucketSpan[] negativeSpans, double[] negative) = SparseBuckets.From(histogram.NegativeSpans, histogram.NegativeBuckets).Compact();
        return histogram with
        {
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    /// <summary>Whether both hold the same, hints aside; NaN equals NaN.</summary>
    public static bool AreEqual(NativeHistogram left, NativeHistogram right) =>
        left.Schema == right.Schema
        && left.ZeroThreshold.Equals(right.ZeroThreshold)
        && left.ZeroCount.Equals(right.ZeroCount)
        && left.Count.Equals(right.Count)
        && left.Sum.Equals(right.Sum)
        && left.CustomValues.AsSpan().SequenceEqual(right.CustomValues)
        && AreEqual(left.PositiveSpans, left.PositiveBuckets, right.PositiveSpans, right.PositiveBuckets)
        && AreEqual(left.NegativeSpans, left.NegativeBuckets, right.NegativeSpans, right.NegativeBuckets);

    private static bool AreEqual(BucketSpan[] leftSpans, double[] left, BucketSpan[] rightSpans, double[] right) =>
        left.AsSpan().SequenceEqual(right)
        && (leftSpans.AsSpan().SequenceEqual(rightSpans)
            || SparseBuckets.From(leftSpans, left).Indexes.SequenceEqual(SparseBuckets.From(rightSpans, right).Indexes));

    /// <summary>Whether the counter began again between two samples of a series.</summary>
    public static bool IsReset(NativeHistogram current, NativeHistogram previous)
    {
        if (current.ResetHint is CounterReset.Reset or CounterReset.NotReset)
        {
            return current.ResetHint == CounterReset.Reset;
        }

        if (current.Count < previous.Count || current.UsesCustomBuckets() != previous.UsesCustomBuckets())
        {
            return true;
        }

        var now = SparseBuckets.From(current.PositiveSpans, current.PositiveBuckets);
        var before = SparseBuckets.From(previous.PositiveSpans, previous.PositiveBuckets);
        if (current.UsesCustomBuckets())
        {
            return IsCustomReset(current, previous, now, before);
        }

        if (current.Schema > previous.Schema || current.ZeroThreshold < previous.ZeroThreshold)
        {
            return true;
        }

        var negativeBefore = SparseBuckets.From(previous.NegativeSpans, previous.NegativeBuckets);
        double zeroCount = previous.ZeroCount;
        if (current.ZeroThreshold > previous.ZeroThreshold)
        {
            double reached = ZeroBucket.Widen(
                before, negativeBefore, previous.Schema, previous.ZeroThreshold, current.ZeroThreshold, ref zeroCount);
            if (reached != current.ZeroThreshold)
            {
                return true;
            }
        }

        if (current.ZeroCount < zeroCount)
        {
            return true;
        }

        if (current.Schema < previous.Schema)
        {
            before.Map(index => HistogramBounds.Reduce(index, previous.Schema, current.Schema));
            negativeBefore.Map(index => HistogramBounds.Reduce(index, previous.Schema, current.Schema));
        }

        return HasLess(now, before) || HasLess(SparseBuckets.From(current.NegativeSpans, current.NegativeBuckets), negativeBefore);
    }

    private static bool IsCustomReset(NativeHistogram current, NativeHistogram previous, SparseBuckets now, SparseBuckets before)
    {
        if (current.CustomValues.AsSpan().SequenceEqual(previous.CustomValues))
        {
            return HasLess(now, before);
        }

        // Over the bounds that both have, which is all that can be compared.
        double[] common = [.. current.CustomValues.Intersect(previous.CustomValues)];
        MapCustom(now, current.CustomValues, common);
        MapCustom(before, previous.CustomValues, common);
        return HasLess(now, before);
    }

    private static void MapCustom(SparseBuckets buckets, double[] from, double[] to) =>
        buckets.Map(index =>
        {
            int at = index >= from.Length ? to.Length : Array.BinarySearch(to, from[index]);
            return at >= 0 ? at : ~at;
        });

    private static bool HasLess(SparseBuckets now, SparseBuckets before)
    {
        int i = 0;
        for (int j = 0; j < before.Length; j++)
        {
            while (i < now.Length && now.Indexes[i] < before.Indexes[j])
            {
                i++;
            }

            double count = i < now.Length && now.Indexes[i] == before.Indexes[j] ? now.Counts[i] : 0;
            if (count < before.Counts[j])
            {
                return true;
            }
        }

        return false;
    }
}
