namespace Vigia.Model.Metrics;

/// <summary>Bounds of a native histogram's exponential buckets.</summary>
public static class NativeHistogramBounds
{
    /// <summary>The finest schema.</summary>
    public const int MaxSchema = 8;

    /// <summary>The coarsest schema.</summary>
    public const int MinSchema = -4;

    // 0.5 · 2^(i/2^s) for each schema above 0: the mantissas of the bounds between two powers of 2.
    private static readonly double[][] Fractions = [.. Enumerable.Range(1, MaxSchema).Select(static schema =>
        Enumerable.Range(0, 1 << schema).Select(i => Math.ScaleB(Math.Pow(2, (double)i / (1 << schema)), -1)).ToArray())];

    /// <summary>
    /// The upper bound of the positive bucket with this index, 2^(index·2^-schema). Exact for whole powers of 2; the very last finite bucket ends at the largest number, as
    /// Prometheus has it.
    /// </summary>
    public static double UpperBound(int schema, int index)
    {
        if (schema <= 0)
        {
            long exponent = (long)index << -schema;
            return exponent == 1024 ? double.MaxValue : exponent > 1024 ? double.PositiveInfinity : Math.ScaleB(1, (int)Math.Max(exponent, -2000));
        }

        double[] fractions = Fractions[schema - 1];
        double fraction = fractions[index & (fractions.Length - 1)];
        int power = (index >> schema) + 1;
        return fraction == 0.5 && power == 1025 ? double.MaxValue : Math.ScaleB(fraction, power);
    }
}
