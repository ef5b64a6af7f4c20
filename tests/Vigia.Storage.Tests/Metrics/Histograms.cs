using Vigia.Model.Metrics;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>Native histograms to try with.</summary>
internal static class Histograms
{
    public static NativeHistogram Integer(int i) => new()
    {
        Schema = 3,
        IsInteger = true,
        ZeroThreshold = 0.001,
        ZeroCount = i,
        Count = i * 10,
        Sum = i * 1.5,
        PositiveSpans = [new BucketSpan(-2, 2), new BucketSpan(3, 1)],
        PositiveBuckets = [i, i * 2, i % 7],
        NegativeSpans = [new BucketSpan(0, 1)],
        NegativeBuckets = [i / 3],
    };

    public static NativeHistogram Custom(int i) => new()
    {
        Schema = NativeHistogram.CustomBucketsSchema,
        ResetHint = i % 10 == 0 ? CounterReset.Reset : CounterReset.NotReset,
        Count = i + 0.5,
        Sum = i % 13 == 0 ? StaleMarker.Value : i / 3.0,
        CustomValues = [0.1, 0.5, 1],
        PositiveSpans = [new BucketSpan(0, 3)],
        PositiveBuckets = [i * 0.1, double.NaN, i],
    };
}
