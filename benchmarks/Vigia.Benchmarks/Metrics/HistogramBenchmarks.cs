using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Benchmarks.Metrics;

/// <summary>One observation of the guide's <c>request_latency_seconds</c>, values spread over all its buckets.</summary>
[MemoryDiagnoser]
public class HistogramBenchmarks : IDisposable
{
    private static readonly double[] Bounds = [0.01, 0.05, 0.1, 0.5, 1.0];

    private readonly double[] _values = new double[1024];
    private readonly Meter _meter = new("Vigia.Benchmarks.Histogram");
    private readonly Histogram<double> _otel;
    private readonly MeterProvider _provider;
    private readonly Prometheus.Histogram.Child _prometheusNet;
    private readonly Histogram _vigia;
    private int _next;

    public HistogramBenchmarks()
    {
        var random = new Random(1);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = Math.Pow(10, (random.NextDouble() * 3) - 2.5);
        }

        _otel = _meter.CreateHistogram(
            "request.latency", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddPrometheusExporter().Build();
        Prometheus.CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
        _prometheusNet = Prometheus.Metrics.WithCustomRegistry(registry)
            .CreateHistogram("request_latency_seconds", "Latency", ["endpoint"], new Prometheus.HistogramConfiguration { Buckets = Bounds })
            .WithLabels("/api/v1/messages");
        _vigia = new MetricRegistry().CreateHistogram("request_latency_seconds", "Latency", Bounds, ["endpoint"]).WithLabels("/api/v1/messages");
    }

    [Benchmark(Baseline = true)]
    public void PrometheusNet() => _prometheusNet.Observe(Next());

    [Benchmark]
    public void Vigia() => _vigia.Observe(Next());

    [Benchmark]
    public void OpenTelemetry() => _otel.Record(Next(), new KeyValuePair<string, object?>("endpoint", "/api/v1/messages"));

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    private double Next() => _values[_next++ & 1023];
}
