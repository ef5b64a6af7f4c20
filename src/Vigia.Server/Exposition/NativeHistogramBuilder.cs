using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Exposition;

/// <summary>
/// Collects a native histogram's fields as they come over the wire, deltas or absolute counts, and makes the histogram. Used again. Not thread-safe.
/// </summary>
internal sealed class NativeHistogramBuilder
{
    // Prometheus' own bound for one side; a sender that wants more wants to harm.
    private const int MaxBuckets = 100_000;

    private readonly List<BucketSpan> _positiveSpans = [];
    private readonly List<BucketSpan> _negativeSpans = [];

    public int Schema { get; set; }

    public double ZeroThreshold { get; set; }

    public double ZeroCount { get; set; }

    public double Count { get; set; }

    public double Sum { get; set; }

    public bool IsFloat { get; set; }

    public CounterReset ResetHint { get; set; }

    public List<long> PositiveDeltas { get; } = [];

    public List<long> NegativeDeltas { get; } = [];

    public List<double> PositiveCounts { get; } = [];

    public List<double> NegativeCounts { get; } = [];

    public List<double> CustomValues { get; } = [];

    public void Clear()
    {
        (Schema, ZeroThreshold, ZeroCount, Count, Sum, IsFloat, ResetHint) = (0, 0, 0, 0, 0, false, CounterReset.Unknown);
        _positiveSpans.Clear();
        _negativeSpans.Clear();
        PositiveDeltas.Clear();
        NegativeDeltas.Clear();
        PositiveCounts.Clear();
        NegativeCounts.Clear();
        CustomValues.Clear();
    }

    /// <summary>BucketSpan: offset 1 (sint32), length 2 (uint32).</summary>
    public void AddSpan(ReadOnlySpan<byte> message, bool isNegative)
    {
        int offset = 0;
        uint length = 0;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: offset = (int)reader.ZigZag(); break;
                case 2: length = (uint)reader.Integer(); break;
                default: reader.Skip(); break;
            }
        }

        (isNegative ? _negativeSpans : _positiveSpans).Add(new BucketSpan(offset, length));
    }

    /// <summary>Makes the histogram; false where spans and counts do not fit, and <paramref name="error"/> says how.</summary>
    public bool TryBuild(out NativeHistogram? histogram, out string? error)
    {
        histogram = null;
        if (Schema is not ((>= -4 and <= 8) or NativeHistogram.CustomBucketsSchema))
        {
            error = $"a native histogram has the unknown schema {Schema}";
            return false;
        }

        double[]? positive = Buckets(_positiveSpans, PositiveDeltas, PositiveCounts);
        double[]? negative = Buckets(_negativeSpans, NegativeDeltas, NegativeCounts);
        if (positive is null || negative is null)
        {
            error = "a native histogram's spans need other counts of buckets than it has";
            return false;
        }

        error = null;
        histogram = new NativeHistogram
        {
            ResetHint = ResetHint,
            Schema = Schema,
            ZeroThreshold = ZeroThreshold,
            ZeroCount = ZeroCount,
            Count = Count,
            Sum = double.IsNaN(Sum) && !StaleMarker.Is(Sum) ? FloatText.NaN : Sum,
            PositiveSpans = [.. _positiveSpans],
            PositiveBuckets = positive,
            NegativeSpans = [.. _negativeSpans],
            NegativeBuckets = negative,
            CustomValues = [.. CustomValues],
            IsInteger = !IsFloat,
        };
        return true;
    }

    private double[]? Buckets(List<BucketSpan> spans, List<long> deltas, List<double> counts)
    {
        ulong needed = 0;
        foreach (BucketSpan span in spans)
        {
            needed += span.Length;
        }

        int there = IsFloat ? counts.Count : deltas.Count;
        if (needed != (ulong)there || there > MaxBuckets)
        {
            return null;
        }

        if (there == 0)
        {
            return [];
        }

        if (IsFloat)
        {
            return [.. counts];
        }

        var absolute = new double[there];
        long count = 0;
        for (int i = 0; i < there; i++)
        {
            count = unchecked(count + deltas[i]);
            absolute[i] = count;
        }

        return absolute;
    }
}
