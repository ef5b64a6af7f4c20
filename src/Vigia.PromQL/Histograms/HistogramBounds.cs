using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>The bounds of native histograms' buckets. See the Prometheus native histograms specification.</summary>
internal static class HistogramBounds
{
    public static bool UsesCustomBuckets(this NativeHistogram histogram) => histogram.Schema == NativeHistogram.CustomBucketsSchema;

    /// <summary>The upper bound of an exponential bucket: 2^(index · 2^-schema), at most the largest finite number for the last one.</summary>
    public static double Exponential(int index, int schema) => NativeHistogramBounds.UpperBound(schema, index);

    /// <summary>The upper bound of a custom bucket; the one behind the last bound has none.</summary>
    public static double Custom(int index, double[] bounds) =>
        index < 0 ? double.NegativeInfinity : index < bounds.Length ? bounds[index] : double.PositiveInfinity;

    /// <summary>Where an exponential bucket lands in a schema of lower resolution.</summary>
    public static int Reduce(int index, int schema, int target) => ((index - 1) >> (schema - target)) + 1;
}
