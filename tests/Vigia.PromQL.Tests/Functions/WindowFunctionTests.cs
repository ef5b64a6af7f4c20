using CsCheck;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.PromQL.Syntax;
using Xunit;

namespace Vigia.PromQL.Tests.Functions;

/// <summary>What slides over columns agrees with a plain computation of each window.</summary>
public sealed class WindowFunctionTests
{
    private static readonly Gen<double> Value = Gen.Frequency(
        (6, Gen.Int[0, 50].Select(static number => (double)number)),
        (3, Gen.Int[-1_000_000, 1_000_000].Select(static number => number / 1000.0)),
        (1, Choice.Of(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e15, -1e-15, StaleMarker.Value)));

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Select(Gen.Int[1, 30], Value, static (gap, value) => (gap, value)).Array[0, 150],
        Gen.Int[1, 40], Gen.Int[1, 200], Gen.Int[-100, 100],
        static (samples, step, range, offset) => new Case(samples, step * 1000L, range * 1000L, offset * 1000L));

    public static TheoryData<string> Functions() =>
    [
        "rate", "increase", "delta", "irate", "idelta", "sum_over_time", "avg_over_time", "min_over_time", "max_over_time",
        "count_over_time", "stddev_over_time", "stdvar_over_time", "last_over_time", "first_over_time", "present_over_time",
        "changes", "resets", "deriv", "quantile_over_time", "mad_over_time", "ts_of_max_over_time", "ts_of_min_over_time",
    ];

    [Theory]
    [MemberData(nameof(Functions))]
    public Task Evaluate_OfAnySeries_AgreesWithThePlainComputation(string function) => Cases.SampleAsync(async given =>
    {
        var source = new MemoryMetricSource();
        LabelSet labels = LabelSet.Of(("__name__", "x_total"), ("a", "b"));
        long time = 0;
        var samples = new List<(long Time, double Value)>();
        foreach ((int gap, double value) in given.Samples)
        {
            time += gap * 1000L;
            source.Add(labels, time, value);
            if (!StaleMarker.Is(value))
            {
                samples.Add((time, value));
            }
        }

        using var engine = new PromqlEngine(source, new PromqlEngineOptions { Syntax = PromqlSyntaxOptions.Experimental });
        long end = time + 100_000;
        string argument = function == "quantile_over_time" ? "0.3, " : "";
        string query = FormattableString.Invariant($"{function}({argument}x_total[{given.Range}ms] offset {given.Offset / 1000})");
        QueryAnswer answer = await engine.EvaluateRangeAsync(query, 0, end, given.Step, new QueryOptions(), CancellationToken.None);
        var actual = new Dictionary<long, double>();
        foreach (MatrixSeries series in ((MatrixValue)answer.Value).Series)
        {
            for (int i = 0; i < series.Timestamps.Length; i++)
            {
                actual.Add(series.Timestamps.Span[i], series.Values.Span[i]);
            }
        }

        for (long at = 0; at <= end; at += given.Step)
        {
            long windowEnd = at - given.Offset;
            (long Time, double Value)[] window = [.. samples.Where(sample => sample.Time > windowEnd - given.Range && sample.Time <= windowEnd)];
            double? expected = PlainWindow.Compute(function, window, windowEnd - given.Range, windowEnd);
            bool isPresent = actual.Remove(at, out double value);
            Assert.True(expected is null ? !isPresent : isPresent, $"{query} at {at}: expected {expected}, got {(isPresent ? value : null)}");
            Assert.True(expected is null || AreClose(expected.Value, value, window), $"{query} at {at}: expected {expected:R}, got {value:R}");
        }

        Assert.Empty(actual);
    }, iter: 150);

    /// <summary>To 1e-12 of the result, or of the values where they cancel each other.</summary>
    private static bool AreClose(double expected, double actual, (long Time, double Value)[] window)
    {
        if (expected.Equals(actual))
        {
            return true;
        }

        double largest = window.Max(static sample => double.IsFinite(sample.Value) ? Math.Abs(sample.Value) : 0);
        double difference = Math.Abs(expected - actual);
        return difference <= 1e-12 * Math.Abs(expected) || difference <= 1e-13 * Math.Max(largest, largest * largest);
    }

    private sealed record Case((int Gap, double Value)[] Samples, long Step, long Range, long Offset);
}
