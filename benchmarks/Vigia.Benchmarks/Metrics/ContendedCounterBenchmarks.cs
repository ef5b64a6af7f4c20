using BenchmarkDotNet.Attributes;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Benchmarks.Metrics;

/// <summary>The same counter incremented by as many threads as there are processors, at the same time. Time per increment of one thread.</summary>
[MemoryDiagnoser]
public class ContendedCounterBenchmarks
{
    private const int Increments = 1_000_000;

    private readonly Prometheus.Counter _prometheusNet =
        Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()).CreateCounter("c_total", "Total");

    private readonly Counter _vigia = new MetricRegistry().CreateCounter("c_total", "Total");

    [Benchmark(Baseline = true, OperationsPerInvoke = Increments)]
    public void PrometheusNet() => InParallel(() =>
    {
        for (int i = 0; i < Increments; i++)
        {
            _prometheusNet.Inc();
        }
    });

    [Benchmark(OperationsPerInvoke = Increments)]
    public void Vigia() => InParallel(() =>
    {
        for (int i = 0; i < Increments; i++)
        {
            _vigia.Increment();
        }
    });

    private static void InParallel(Action work) =>
        Parallel.For(0, Environment.ProcessorCount, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, _ => work());
}
