using System.Runtime.InteropServices;

namespace Vigia.PromQL.Histograms;

/// <summary>Quantiles and fractions of classic histograms, by linear interpolation.</summary>
internal static class ClassicQuantile
{
    private const double SmallDelta = 1e-12;

    /// <summary>A quantile. Sorts and mends the buckets in place; says what had to be lifted to make them monotonic.</summary>
    public static double Quantile(double q, List<ClassicBucket> buckets, ref MonotonicityRepair repair)
    {
        if (double.IsNaN(q) || q < 0 || q > 1)
        {
            return double.IsNaN(q) ? double.NaN : q < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!Prepare(buckets))
        {
            return double.NaN;
        }

        MakeMonotonic(buckets, ref repair);
        double observations = buckets[^1].Count;
        if (buckets.Count < 2 || observations == 0)
        {
            return double.NaN;
        }

        double rank = q * observations;
        int at = 0;
        while (at < buckets.Count - 1 && !(buckets[at].Count >= rank))
        {
            at++;
        }

        if (at == buckets.Count - 1)
        {
            return buckets[^2].UpperBound;
        }

        if (at == 0 && buckets[0].UpperBound <= 0)
        {
            return buckets[0].UpperBound;
        }

        double start = at == 0 ? 0 : buckets[at - 1].UpperBound;
        double below = at == 0 ? 0 : buckets[at - 1].Count;
        return start + ((buckets[at].UpperBound - start) * ((rank - below) / (buckets[at].Count - below)));
    }

    /// <summary>The share of observations between two values.</summary>
    public static double Fraction(double lower, double upper, List<ClassicBucket> buckets)
    {
        if (!Prepare(buckets))
        {
            return double.NaN;
        }

        double count = buckets[^1].Count;
        if (count == 0 || double.IsNaN(lower) || double.IsNaN(upper))
        {
            return double.NaN;
        }

        return lower >= upper ? 0 : (Rank(upper, buckets, count) - Rank(lower, buckets, count)) / count;
    }

    private static double Rank(double value, List<ClassicBucket> buckets, double count)
    {
        double rank = 0;
        double lowerBound = buckets[0].UpperBound > 0 ? 0 : double.NegativeInfinity;
        foreach (ClassicBucket bucket in buckets)
        {
            if (lowerBound >= value)
            {
                return Math.Min(rank, count);
            }

            if (bucket.UpperBound > value)
            {
                // A bucket without a bound on one side cannot be divided: none of it is between two values.
                double inner = double.IsInfinity(lowerBound) ? bucket.Count
                    : double.IsInfinity(bucket.UpperBound) ? 0
                    : (bucket.Count - rank) * (value - lowerBound) / (bucket.UpperBound - lowerBound);
                return Math.Min(rank + inner, count);
            }

            rank = bucket.Count;
            lowerBound = bucket.UpperBound;
        }

        return count;
    }

    /// <summary>Sorts, and merges those of one bound. False where there is none without bound.</summary>
    private static bool Prepare(List<ClassicBucket> buckets)
    {
        buckets.Sort(static (a, b) => a.UpperBound.CompareTo(b.UpperBound));
        if (buckets.Count == 0 || !double.IsPositiveInfinity(buckets[^1].UpperBound))
        {
            return false;
        }

        int last = 0;
        Span<ClassicBucket> span = CollectionsMarshal.AsSpan(buckets);
        for (int i = 1; i < span.Length; i++)
        {
            if (span[i].UpperBound == span[last].UpperBound)
            {
                span[last].Count += span[i].Count;
            }
            else
            {
                span[++last] = span[i];
            }
        }

        buckets.RemoveRange(last + 1, buckets.Count - last - 1);
        return true;
    }

    /// <summary>Lifts counts that are lower than the one before; a difference of rounding is put right without a word.</summary>
    private static void MakeMonotonic(List<ClassicBucket> buckets, ref MonotonicityRepair repair)
    {
        double previous = buckets[0].Count;
        foreach (ref ClassicBucket bucket in CollectionsMarshal.AsSpan(buckets)[1..])
        {
            double current = bucket.Count;
            if (current == previous)
            {
                continue;
            }

            if (AlmostEqual(previous, current))
            {
                bucket.Count = previous;
            }
            else if (current < previous)
            {
                bucket.Count = previous;
                repair = repair.Lift(bucket.UpperBound, previous - current);
            }
            else
            {
                previous = current;
            }
        }
    }

    private static bool AlmostEqual(double a, double b)
    {
        double sum = Math.Abs(a) + Math.Abs(b);
        double difference = Math.Abs(a - b);
        return sum > 0 && difference / Math.Min(sum, double.MaxValue) < SmallDelta;
    }
}
