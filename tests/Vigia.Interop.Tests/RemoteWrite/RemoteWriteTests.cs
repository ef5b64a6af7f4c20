using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.RemoteWrite;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.RemoteWrite;

/// <summary>Remote write with real peers, in both directions.</summary>
public sealed class RemoteWriteTests
{
    private const string ScrapeSelf = """
        global: { scrape_interval: 250ms, scrape_timeout: 250ms, external_labels: { cluster: c } }
        scrape_configs:
        - { job_name: self, static_configs: [{ targets: ['SELF'] }] }

        """;

    [Fact]
    public async Task Receive_FromPrometheus_HasItsSamplesAndMetadata()
    {
        await using WebApplication receiver = await ReceiverAsync();
        InMemoryMetricSink sink = receiver.Services.GetRequiredService<InMemoryMetricSink>();
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            ScrapeSelf + $"remote_write: [{{ url: '{receiver.Urls.First()}/api/v1/write', queue_config: {{ batch_send_deadline: 100ms }}, metadata_config: {{ send_interval: 200ms }} }}]\n");
        string labels = $$"""{cluster="c", instance="{{prometheus.Client.BaseAddress!.Authority}}", job="self"}""";
        await Eventually.TrueAsync(() => sink.Samples("up" + labels) is [.., (_, 1.0)]);
        await Eventually.TrueAsync(() => sink.AllSeries.Count > 300 && sink.Metadata.Count > 50, $"{sink.AllSeries.Count} series, {sink.Metadata.Count} families");
        Assert.Contains(sink.AllSeries, static series => series.MetricName == "prometheus_http_request_duration_seconds_bucket" && series["le"] == "+Inf");
        await Eventually.TrueAsync(() => sink.Metadata.GetValueOrDefault("go_goroutines")?.Type == MetricType.Gauge);
        Assert.DoesNotContain("non-recoverable", prometheus.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_FromVmagent_HasItsSamples()
    {
        await using WebApplication receiver = await ReceiverAsync();
        InMemoryMetricSink sink = receiver.Services.GetRequiredService<InMemoryMetricSink>();
        using var folder = new TemporaryDirectory();
        int port = ExternalProcess.FreePort();
        await File.WriteAllTextAsync(folder["scrape.yml"], $"scrape_configs: [{{ job_name: self, scrape_interval: 1s, static_configs: [{{ targets: ['127.0.0.1:{port}'] }}] }}]\n");
        await using ExternalProcess agent = await ExternalProcess.StartAsync(
            "vmagent",
            [
                $"-promscrape.config={folder["scrape.yml"]}", $"-remoteWrite.url={receiver.Urls.First()}/api/v1/write", $"-remoteWrite.tmpDataPath={folder["queue"]}",
                $"-httpListenAddr=127.0.0.1:{port}", "-remoteWrite.flushInterval=200ms",
            ],
            new Uri($"http://127.0.0.1:{port}/metrics"));
        string up = $$"""up{instance="127.0.0.1:{{port}}", job="self"}""";
        await Eventually.TrueAsync(() => sink.Samples(up) is [.., (_, 1.0)], agent.Output);
        Assert.True(sink.AllSeries.Count > 100);
    }

    [Fact]
    public async Task Send_ToPrometheus_CanBeQueriedThere()
    {
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync("global: { scrape_interval: 1h }\n");
        MonitorConfiguration configuration = MonitorConfigurationReader.Read(
            $"global: {{ external_labels: {{ cluster: c }} }}\nremote_write: [{{ url: '{prometheus.Client.BaseAddress}api/v1/write', send_native_histograms: true, queue_config: {{ batch_send_deadline: 50ms }} }}]\n",
            "/p.yml");
        var sink = new TappedMetricSink(new InMemoryMetricSink());
        await using var writer = new RemoteWriter(
            configuration.RemoteWrites[0], configuration.Global.ExternalLabels, sink, new MetricRegistry(), TimeProvider.System, NullLogger.Instance);
        sink.Writers = [writer];
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = new SampleBatch();
        batch.Add(sink.Resolve(LabelSet.Of(("__name__", "a"), ("x", "é\"\n"))), now, 17.5);
        batch.Histograms.Add(new HistogramSample(sink.Resolve(LabelSet.Of(("__name__", "h"))), now, new NativeHistogram
        {
            Schema = 0,
            Count = 7,
            Sum = 12,
            ZeroThreshold = 0.001,
            ZeroCount = 2,
            IsInteger = true,
            PositiveSpans = [new BucketSpan(0, 2), new BucketSpan(1, 1)],
            PositiveBuckets = [1, 3, 1],
        }));
        sink.Append(batch);
        await UntilAsync(async () => await prometheus.ValueAsync("a{cluster=\"c\",x=\"é\\\"\\n\"}") == 17.5);
        await UntilAsync(async () => await prometheus.ValueAsync("histogram_count(h)") == 7);
        Assert.Equal(12, await prometheus.ValueAsync("histogram_sum(h)"));
        Assert.Equal(3.0 / 7, (await prometheus.ValueAsync("histogram_fraction(1, 2, h)"))!.Value, 9);
    }

    [Fact]
    public async Task Send_ToVictoriaMetrics_CanBeQueriedThere()
    {
        await using VictoriaMetricsServer victoria = await VictoriaMetricsServer.StartAsync();
        MonitorConfiguration configuration = MonitorConfigurationReader.Read(
            $"global: {{ external_labels: {{ cluster: c }} }}\nremote_write: [{{ url: '{victoria.Client.BaseAddress}api/v1/write', queue_config: {{ batch_send_deadline: 50ms }} }}]\n",
            "/p.yml");
        var sink = new TappedMetricSink(new InMemoryMetricSink());
        await using var writer = new RemoteWriter(
            configuration.RemoteWrites[0], configuration.Global.ExternalLabels, sink, new MetricRegistry(), TimeProvider.System, NullLogger.Instance);
        sink.Writers = [writer];
        long now = (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60) * 1000;
        (string Text, Func<int, double> Value)[] shapes =
        [
            ("é\"\n", static i => i + 0.5), ("thirds", static i => i / 3d), ("large", static i => i * 1e17), ("small", static i => -i * 1e-9), ("infinite", static _ => double.PositiveInfinity),
        ];
        var batch = new SampleBatch();
        foreach ((string text, Func<int, double> value) in shapes)
        {
            SeriesRef series = sink.Resolve(LabelSet.Of(("__name__", "a"), ("text", text)));
            for (int i = 0; i < 20; i++)
            {
                batch.Add(series, now - ((19 - i) * 15_000) + i, value(i));
            }
        }

        sink.Append(batch);
        IReadOnlyDictionary<string, double> values = new Dictionary<string, double>();
        await UntilAsync(async () =>
        {
            await victoria.FlushAsync();
            values = await victoria.ValuesAsync("a", (now / 1000) + 1);
            return values.Count == shapes.Length;
        });
        // It keeps decimals of fewer digits.
        foreach ((string text, Func<int, double> value) in shapes)
        {
            string quoted = QuotedText.Quote(text);
            string labels = $$"""{"__name__":"a","cluster":"c","text":{{quoted}}}""";
            Assert.True(values[labels] == value(19) || Math.Abs(values[labels] - value(19)) <= 1e-12 * Math.Abs(value(19)), $"{text}: {values[labels]}, not {value(19)}");
        }

        // Every sample is there, with its millisecond.
        IReadOnlyList<(long Timestamp, double Value)> halves = await victoria.SamplesAsync("a{text=\"é\\\"\\n\"}");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (now - ((19 - i) * 15_000) + i, i + 0.5)), halves);
        Assert.Equal(20, Assert.Single(await victoria.ValuesAsync("count_over_time(a{text=\"thirds\",cluster=\"c\"}[10m])", (now / 1000) + 1)).Value);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    private static async Task<WebApplication> ReceiverAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var sink = new InMemoryMetricSink();
        builder.Services.AddSingleton(sink).AddSingleton<IMetricSink>(sink).AddSingleton(new MetricRegistry()).AddRemoteWriteReceiver();
        WebApplication app = builder.Build();
        app.MapRemoteWrite();
        await app.StartAsync();
        return app;
    }
}
