namespace Vigia.PromQL.Histograms;

/// <summary>A bucket of a native histogram.</summary>
internal readonly record struct HistogramBucket(double Lower, double Upper, double Count);
