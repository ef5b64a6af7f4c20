namespace Vigia.PromQL.Histograms;

/// <summary>Which buckets of classic histograms were lifted, since they held less than a smaller one. Times are milliseconds.</summary>
internal readonly record struct MonotonicityRepair(double MinBucket, double MaxBucket, double MaxDifference, long MinTime, long MaxTime, long Samples)
{
    public static MonotonicityRepair At(long time) => new(double.PositiveInfinity, double.NegativeInfinity, 0, time, time, 0);

    public MonotonicityRepair Lift(double bucket, double difference) => this with
    {
        MinBucket = Math.Min(MinBucket, bucket),
        MaxBucket = Math.Max(MaxBucket, bucket),
        MaxDifference = Math.Max(MaxDifference, difference),
        Samples = 1,
    };

    public MonotonicityRepair With(MonotonicityRepair other) => new(
        Math.Min(MinBucket, other.MinBucket), Math.Max(MaxBucket, other.MaxBucket), Math.Max(MaxDifference, other.MaxDifference),
        Math.Min(MinTime, other.MinTime), Math.Max(MaxTime, other.MaxTime), Samples + other.Samples);
}
