using Vigia.Model.Metrics;

namespace Vigia.Server.QueryApi.Json;

/// <summary>
/// Writes a native histogram: count, sum, and each bucket that holds something as <c>[rule, "lower", "upper", "count"]</c>. The rule says which bounds belong to
/// it: 0 only the upper, 1 only the lower, 2 neither, 3 both.
/// </summary>
internal static class HistogramWriter
{
    private const int OnlyUpper = 0;
    private const int OnlyLower = 1;
    private const int Both = 3;

    public static void Write(ApiJson json, NativeHistogram histogram)
    {
        json.Raw("{\"count\":"u8);
        json.Value(histogram.Count);
        json.Raw(",\"sum\":"u8);
        json.Value(histogram.Sum);
        bool isFirst = true;
        WriteNegative(json, histogram, ref isFirst);
        if (histogram.ZeroCount != 0)
        {
            Bucket(json, Both, -histogram.ZeroThreshold, histogram.ZeroThreshold, histogram.ZeroCount, ref isFirst);
        }

        WritePositive(json, histogram, ref isFirst);
        json.Raw(isFirst ? "}"u8 : "]}"u8);
    }

    private static void WriteNegative(ApiJson json, NativeHistogram histogram, ref bool isFirst)
    {
        int at = histogram.NegativeBuckets.Length;
        int end = 0;
        foreach (BucketSpan span in histogram.NegativeSpans)
        {
            end += span.Offset + (int)span.Length;
        }

        // From the farthest below zero upwards.
        for (int s = histogram.NegativeSpans.Length - 1; s >= 0; s--)
        {
            BucketSpan span = histogram.NegativeSpans[s];
            for (uint i = 0; i < span.Length; i++)
            {
                end--;
                double count = histogram.NegativeBuckets[--at];
                if (count != 0)
                {
                    Bucket(json, OnlyLower, -Bound(histogram, end), -Bound(histogram, end - 1), count, ref isFirst);
                }
            }

            end -= span.Offset;
        }
    }

    private static void WritePositive(ApiJson json, NativeHistogram histogram, ref bool isFirst)
    {
        int at = 0;
        int index = 0;
        foreach (BucketSpan span in histogram.PositiveSpans)
        {
            index += span.Offset;
            for (uint i = 0; i < span.Length; i++, index++)
            {
                double count = histogram.PositiveBuckets[at++];
                if (count != 0)
                {
                    double lower = histogram.Schema == NativeHistogram.CustomBucketsSchema && index == 0 ? double.NegativeInfinity : Bound(histogram, index - 1);
                    int rule = double.IsNegativeInfinity(lower) ? Both : OnlyUpper;
                    Bucket(json, rule, lower, Bound(histogram, index), count, ref isFirst);
                }
            }
        }
    }

    /// <summary>The upper bound of the bucket with this index.</summary>
    private static double Bound(NativeHistogram histogram, int index)
    {
        if (histogram.Schema == NativeHistogram.CustomBucketsSchema)
        {
            return index < histogram.CustomValues.Length ? histogram.CustomValues[index] : double.PositiveInfinity;
        }

        return NativeHistogramBounds.UpperBound(histogram.Schema, index);
    }

    private static void Bucket(ApiJson json, int rule, double lower, double upper, double count, ref bool isFirst)
    {
        json.Raw(isFirst ? ",\"buckets\":[["u8 : ",["u8);
        isFirst = false;
        json.Number(rule);
        json.Raw(","u8);
        json.Value(lower);
        json.Raw(","u8);
        json.Value(upper);
        json.Raw(","u8);
        json.Value(count);
        json.Raw("]"u8);
    }
}
