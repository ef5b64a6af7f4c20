using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.RemoteWrite;

/// <summary>Writes a native histogram as both versions of remote write have it: whole counts as deltas, others absolute.</summary>
internal static class HistogramMessage
{
    public static void Write(ProtobufWriter to, NativeHistogram histogram, long timestamp)
    {
        if (histogram.IsInteger)
        {
            to.Integer(1, (ulong)histogram.Count);
            to.Integer(6, (ulong)histogram.ZeroCount);
        }
        else
        {
            to.Double(2, histogram.Count);
            to.Double(7, histogram.ZeroCount);
        }

        to.Double(3, histogram.Sum);
        to.ZigZag(4, histogram.Schema);
        to.Double(5, histogram.ZeroThreshold);
        Side(to, 8, histogram.NegativeSpans, histogram.NegativeBuckets, histogram.IsInteger);
        Side(to, 11, histogram.PositiveSpans, histogram.PositiveBuckets, histogram.IsInteger);
        to.Integer(14, (ulong)histogram.ResetHint);
        to.Signed(15, timestamp);
        if (histogram.CustomValues.Length > 0)
        {
            to.PackedDoubles(16, histogram.CustomValues);
        }
    }

    private static void Side(ProtobufWriter to, int field, BucketSpan[] spans, double[] buckets, bool isInteger)
    {
        foreach (BucketSpan span in spans)
        {
            int start = to.Begin(field);
            to.ZigZag(1, span.Offset);
            to.Integer(2, span.Length);
            to.End(start);
        }

        if (buckets.Length == 0)
        {
            return;
        }

        if (!isInteger)
        {
            to.PackedDoubles(field + 2, buckets);
            return;
        }

        var deltas = new long[buckets.Length];
        long before = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            deltas[i] = (long)buckets[i] - before;
            before = (long)buckets[i];
        }

        to.PackedZigZag(field + 1, deltas);
    }
}
