using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Benchmarks.Metrics;

/// <summary>One increment of a counter with two labels whose handle was resolved before, as each library has it.</summary>
[MemoryDiagnoser]
public class CounterBenchmarks : IDisposable
{
    private readonly Meter _meter = new("Vigia.Benchmarks.Counter");
    private readonly Counter<long> _otel;
    private readonly MeterProvider _provider;
    private readonly Prometheus.Counter.Child _prometheusNet;
    private readonly Counter _vigia;
    private readonly MetricFamily<Counter> _family;

    public CounterBenchmarks()
    {
        _otel = _meter.CreateCounter<long>("messages.processed");
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddPrometheusExporter().Build();
        Prometheus.CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        _prometheusNet = Prometheus.Metrics.WithCustomRegistry(registry)
            .CreateCounter("messages_processed_total", "Total", "protocol", "status").WithLabels("http", "success");
        _family = new MetricRegistry().CreateCounter("messages_processed_total", "Total", ["protocol", "status"]);
        _vigia = _family.WithLabels("http", "success");
    }

    [Benchmark(Baseline = true)]
    public void PrometheusNet() => _prometheusNet.Inc();

    [Benchmark]
    public void Vigia() => _vigia.Increment();

    [Benchmark]
    public void VigiaLookup() => _family.WithLabels("http", "success").Increment();

    /// <summary>OpenTelemetry has no resolved handles: the tags go along with each call.</summary>
    [Benchmark]
    public void OpenTelemetry() => _otel.Add(1, new("protocol", "http"), new("status", "success"));

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }
}
