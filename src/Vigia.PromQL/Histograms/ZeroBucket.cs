namespace Vigia.PromQL.Histograms;

/// <summary>Widening of zero buckets.</summary>
internal static class ZeroBucket
{
    /// <summary>
    /// Widens a zero bucket to at least <paramref name="wanted"/>, further where that would cut a populated bucket. What it swallows is taken
    /// out of the buckets and added to the count.
    /// </summary>
    /// <returns>The new threshold.</returns>
    public static double Widen(SparseBuckets positive, SparseBuckets negative, int schema, double threshold, double wanted, ref double count)
    {
        _ = threshold;
        double reached = wanted;
        bool hasGrown = true;
        while (hasGrown)
        {
            hasGrown = Grow(positive, schema, ref reached) | Grow(negative, schema, ref reached);
        }

        count += positive.TakeFirst(Within(positive, schema, reached)) + negative.TakeFirst(Within(negative, schema, reached));
        return reached;
    }

    /// <summary>Moves the threshold behind a populated bucket that it would cut.</summary>
    private static bool Grow(SparseBuckets buckets, int schema, ref double threshold)
    {
        for (int i = 0; i < buckets.Length; i++)
        {
            int index = buckets.Indexes[i];
            if (HistogramBounds.Exponential(index - 1, schema) >= threshold)
            {
                return false;
            }

            double upper = HistogramBounds.Exponential(index, schema);
            if (upper > threshold && buckets.Counts[i] != 0)
            {
                threshold = upper;
                return true;
            }
        }

        return false;
    }

    private static int Within(SparseBuckets buckets, int schema, double threshold)
    {
        int count = 0;
        while (count < buckets.Length && HistogramBounds.Exponential(buckets.Indexes[count] - 1, schema) < threshold)
        {
            count++;
        }

        return count;
    }
}
