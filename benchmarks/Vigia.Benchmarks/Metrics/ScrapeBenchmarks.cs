using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Benchmarks.Metrics;

/// <summary>
/// A whole scrape, plain and gzip, into a stream that keeps nothing. Counters with two labels. prometheus-net has no
/// gzip of its own, so its text goes through the same <see cref="GZipStream"/>; OpenTelemetry is called through its
/// middleware, its only way in, with its cache of answers switched off.
/// </summary>
[MemoryDiagnoser]
public class ScrapeBenchmarks : IDisposable
{
    private readonly Meter _meter = new("Vigia.Benchmarks.Scrape");
    private readonly Prometheus.CollectorRegistry _prometheusNet = Prometheus.Metrics.NewCustomRegistry();
    private readonly PipeWriter _output = PipeWriter.Create(Stream.Null);
    private MetricRegistry _vigia = new();
    private ServiceProvider? _services;
    private RequestDelegate? _openTelemetry;

    [Params(1_000, 10_000, 100_000)]
    public int Series { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _vigia = new MetricRegistry(new MetricsOptions { MaxSeriesPerMetric = Series });
        MetricFamily<Counter> ours = _vigia.CreateCounter("messages_processed_total", "Total", ["protocol", "client"]);
        Prometheus.Counter theirs =
            Prometheus.Metrics.WithCustomRegistry(_prometheusNet).CreateCounter("messages_processed_total", "Total", "protocol", "client");
        Counter<long> otel = _meter.CreateCounter<long>("messages.processed");
        StartOpenTelemetry();
        for (int i = 0; i < Series; i++)
        {
            string client = $"client-{i:D6}";
            ours.WithLabels("http", client).Increment(i);
            theirs.WithLabels("http", client).Inc(i);
            otel.Add(i, new("protocol", "http"), new("client", client));
        }
    }

    [Benchmark(Baseline = true)]
    public Task PrometheusNet() => _prometheusNet.CollectAndExportAsTextAsync(Stream.Null);

    [Benchmark]
    public ValueTask Vigia() => _vigia.WriteAsync(_output, ExpositionFormat.PrometheusText);

    [Benchmark]
    public Task OpenTelemetry() => _openTelemetry!(new DefaultHttpContext { RequestServices = _services! });

    [Benchmark]
    public async Task PrometheusNetGzip()
    {
        await using var gzip = new GZipStream(Stream.Null, CompressionLevel.Fastest);
        await _prometheusNet.CollectAndExportAsTextAsync(gzip);
    }

    [Benchmark]
    public async Task VigiaGzip()
    {
        await using var gzip = new GZipStream(Stream.Null, CompressionLevel.Fastest);
        await _vigia.WriteAsync(output: null, gzip, ExpositionFormat.PrometheusText, CancellationToken.None);
    }

    public void Dispose()
    {
        _services?.Dispose();
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    private void StartOpenTelemetry()
    {
        var services = new ServiceCollection();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(_meter.Name)
            .AddView("*", new MetricStreamConfiguration { CardinalityLimit = Series + 10 })
            .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0));
        _services = services.BuildServiceProvider();
        var app = new ApplicationBuilder(_services);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
        _openTelemetry = app.Build();
    }
}
