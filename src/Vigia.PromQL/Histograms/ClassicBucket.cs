namespace Vigia.PromQL.Histograms;

/// <summary>A bucket of a classic histogram: everything up to its bound.</summary>
internal record struct ClassicBucket(double UpperBound, double Count);
