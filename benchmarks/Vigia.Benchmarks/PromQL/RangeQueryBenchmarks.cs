using System.Globalization;
using BenchmarkDotNet.Attributes;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;

namespace Vigia.Benchmarks.PromQL;

/// <summary>Range queries over one hour at steps of 15 seconds, without a store's decoding and without JSON. Time per query.</summary>
[MemoryDiagnoser]
public class RangeQueryBenchmarks
{
    private const long Interval = 15_000;
    private const int Samples = 600;
    private const long End = 1_700_000_100_000;
    private const long Start = End - 3_600_000;
    private readonly QueryOptions _options = new();
    private PromqlEngine _engine = null!;

    [Params(
        "sum by (job) (rate(requests_total[5m]))",
        "histogram_quantile(.95, sum by (le) (rate(latency_bucket[5m])))",
        "count(up{job=\"j\"})",
        "max_over_time(depth[30m])",
        "sum_over_time(depth[30m])",
        "stddev_over_time(depth[5m])",
        "topk(5, depth)")]
    public string Query { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        var source = new ArraySource();
        var random = new Random(1);
        double total = 0;
        Add(source, "requests_total", 2_000, series => [("job", $"j{series % 10}")], () => total += random.Next(100));
        Add(source, "latency_bucket", 2_000, series => [("le", series % 10 == 9 ? "+Inf" : (series % 10).ToString(CultureInfo.InvariantCulture))], () => total += 3);
        Add(source, "up", 20_000, _ => [("job", "j")], () => 1);
        Add(source, "depth", 2_000, _ => [], () => random.NextDouble() * 100);
        _engine = new PromqlEngine(source);
    }

    [GlobalCleanup]
    public void Unload() => _engine.Dispose();

    [Benchmark]
    public Task<QueryAnswer> Evaluate() => _engine.EvaluateRangeAsync(Query, Start, End, Interval, _options, CancellationToken.None);

    private static void Add(ArraySource source, string name, int count, Func<int, (string, string)[]> labels, Func<double> next)
    {
        long[] times = new long[Samples];
        for (int i = 0; i < Samples; i++)
        {
            times[i] = End - ((Samples - 1 - i) * Interval);
        }

        for (int series = 0; series < count; series++)
        {
            double[] values = new double[Samples];
            for (int i = 0; i < Samples; i++)
            {
                values[i] = next();
            }

            source.Add(LabelSet.Of([("__name__", name), ("instance", $"i{series}"), .. labels(series)]), times, values);
        }
    }
}
