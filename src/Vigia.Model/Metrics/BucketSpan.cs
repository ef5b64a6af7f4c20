namespace Vigia.Model.Metrics;

/// <summary>A run of buckets that follow each other.</summary>
/// <param name="Offset">Empty buckets since the end of the run before; for the first run its first bucket's index.</param>
/// <param name="Length">How many buckets.</param>
public readonly record struct BucketSpan(int Offset, uint Length);
