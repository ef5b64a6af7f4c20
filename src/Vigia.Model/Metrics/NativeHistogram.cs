namespace Vigia.Model.Metrics;

/// <summary>
/// One sample of a Prometheus native histogram. Bucket counts are absolute, not cumulative and not deltas; whole counts are
/// exact up to 2⁵³. Immutable by convention: whoever makes one gives its arrays away. Safe from any thread.
/// </summary>
/// <remarks>Buckets of schema s have the bounds 2^(i·2^-s), s from -4 to 8; schema -53 has its own upper bounds in <see cref="CustomValues"/>.</remarks>
public sealed record NativeHistogram
{
    /// <summary>The schema of histograms with custom bounds.</summary>
    public const int CustomBucketsSchema = -53;

    /// <summary>What is known of a reset before it.</summary>
    public CounterReset ResetHint { get; init; }

    /// <summary>The resolution: -4 to 8, or <see cref="CustomBucketsSchema"/>.</summary>
    public required int Schema { get; init; }

    /// <summary>Observations within ± this count as zero.</summary>
    public double ZeroThreshold { get; init; }

    /// <summary>Observations in the zero bucket.</summary>
    public double ZeroCount { get; init; }

    /// <summary>All observations, those of NaN too.</summary>
    public double Count { get; init; }

    /// <summary>Their sum. The stale marker of a histogram series is a histogram whose sum is the stale NaN.</summary>
    public double Sum { get; init; }

    /// <summary>Which buckets of positive values <see cref="PositiveBuckets"/> holds.</summary>
    public BucketSpan[] PositiveSpans { get; init; } = [];

    /// <summary>Counts of the buckets of positive values.</summary>
    public double[] PositiveBuckets { get; init; } = [];

    /// <summary>Which buckets of negative values <see cref="NegativeBuckets"/> holds.</summary>
    public BucketSpan[] NegativeSpans { get; init; } = [];

    /// <summary>Counts of the buckets of negative values.</summary>
    public double[] NegativeBuckets { get; init; } = [];

    /// <summary>Upper bounds of custom buckets, ascending, without +Inf.</summary>
    public double[] CustomValues { get; init; } = [];

    /// <summary>Whether its counts came as integers; kept so that it leaves as it came.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Whether it marks the end of its series.</summary>
    public bool IsStale => StaleMarker.Is(Sum);

    /// <summary>By value; NaN equals NaN of the same bits.</summary>
    public bool Equals(NativeHistogram? other) =>
        other is not null
        && ResetHint == other.ResetHint
        && Schema == other.Schema
        && IsInteger == other.IsInteger
        && Same(ZeroThreshold, other.ZeroThreshold)
        && Same(ZeroCount, other.ZeroCount)
        && Same(Count, other.Count)
        && Same(Sum, other.Sum)
        && PositiveSpans.AsSpan().SequenceEqual(other.PositiveSpans)
        && NegativeSpans.AsSpan().SequenceEqual(other.NegativeSpans)
        && PositiveBuckets.AsSpan().SequenceEqual(other.PositiveBuckets)
        && NegativeBuckets.AsSpan().SequenceEqual(other.NegativeBuckets)
        && CustomValues.AsSpan().SequenceEqual(other.CustomValues);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema, Count, Sum, PositiveBuckets.Length, NegativeBuckets.Length);

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
