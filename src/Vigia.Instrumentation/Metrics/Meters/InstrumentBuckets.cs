using System.Diagnostics.Metrics;

namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>The bounds of an instrument's histogram: what its author advises, else what fits the unit.</summary>
internal static class InstrumentBuckets
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] Bytes = [256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
    private static readonly double[] Others = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    public static IReadOnlyList<double> For(Instrument instrument)
    {
        double[] advised = instrument switch
        {
            Instrument<double> of => Advised(of, static x => x),
            Instrument<float> of => Advised(of, static x => x),
            Instrument<long> of => Advised(of, static x => x),
            Instrument<int> of => Advised(of, static x => x),
            Instrument<short> of => Advised(of, static x => x),
            Instrument<byte> of => Advised(of, static x => x),
            Instrument<decimal> of => Advised(of, static x => (double)x),
            _ => [],
        };
        return advised.Length > 0
            ? advised
            : instrument.Unit switch
            {
                "s" => Seconds,
                "By" => Bytes,
                _ => Others,
            };
    }

    private static double[] Advised<T>(Instrument<T> instrument, Func<T, double> toDouble)
        where T : struct =>
        instrument.Advice?.HistogramBucketBoundaries is { } bounds ? [.. bounds.Select(toDouble)] : [];
}
