using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.RemoteWrite;
using Vigia.Server.Tests.Ingest;
using Vigia.Server.Tests.Scraping;
using Vigia.Testing.Listeners;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Server.Tests.RemoteWrite;

/// <summary>Sending, to this program's own receiver and to one that fails.</summary>
public sealed class RemoteWriteServiceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("prometheus.WriteRequest")]
    [InlineData("io.prometheus.write.v2.Request")]
    public async Task Send_WhatWasTaken_ArrivesWithItsLabels(string message)
    {
        await using IngestServer receiver = await IngestServer.StartAsync(static services => services.AddRemoteWriteReceiver(), static endpoints => endpoints.MapRemoteWrite());
        (TappedMetricSink sink, RemoteWriter writer, _) = Open($$"""
            url: {{receiver.Client.BaseAddress}}api/v1/write
            protobuf_message: {{message}}
            send_native_histograms: true
            send_exemplars: true
            queue_config: { batch_send_deadline: 20ms }
            metadata_config: { send_interval: 20ms }
            write_relabel_configs: [{ source_labels: [__name__], regex: secret, action: drop }, { regex: tmp, action: labeldrop }]
            """);
        var histogram = new NativeHistogram
        {
            Schema = 1, Count = 6, Sum = 2, ZeroThreshold = 0.5, ZeroCount = 1, IsInteger = true,
            PositiveSpans = [new BucketSpan(-2, 3)], PositiveBuckets = [2, 1, 2],
        };
        sink.SetMetadata("a", new MetricMetadata(MetricType.Gauge, "the a", "s"));
        SeriesRef a = sink.Resolve(LabelSet.Of(("__name__", "a"), ("tmp", "x"), ("cluster", "own")));
        SeriesRef b = sink.Resolve(LabelSet.Of(("__name__", "b")));
        SeriesRef secret = sink.Resolve(LabelSet.Of(("__name__", "secret")));
        var batch = new SampleBatch();
        batch.Add(a, 1000, 1.5);
        batch.Add(a, 2000, StaleMarker.Value);
        batch.Add(secret, 1000, 1);
        batch.Histograms.Add(new HistogramSample(b, 1000, histogram));
        batch.Exemplars.Add((a, new Exemplar(LabelSet.Of(("trace_id", "t")), 0.5, 900)));
        sink.Append(batch);

        const string A = """a{cluster="own", zone="z"}""";
        const string B = """b{cluster="c", zone="z"}""";
        await Eventually.TrueAsync(() => receiver.Sink.Samples(A).Count == 2 && receiver.Sink.Histograms(B).Count == 1 && receiver.Sink.Exemplars(A).Count == 1);
        await Eventually.TrueAsync(() => receiver.Sink.Metadata.ContainsKey("a"));
        Assert.Equal((1000L, 1.5), receiver.Sink.Samples(A)[0]);
        Assert.True(StaleMarker.Is(receiver.Sink.Samples(A)[1].Value));
        Assert.Equal((1000L, histogram), receiver.Sink.Histograms(B)[0]);
        Assert.Equal(new Exemplar(LabelSet.Of(("trace_id", "t")), 0.5, 900), receiver.Sink.Exemplars(A)[0]);
        Assert.Equal(new MetricMetadata(MetricType.Gauge, "the a", "s"), receiver.Sink.Metadata["a"]);
        Assert.Equal(2, receiver.Sink.AllSeries.Count);
        await writer.StopAsync(Stop);
    }

    [Fact]
    public async Task Send_WhileTheReceiverFails_KeepsTheSamplesAndTriesAgain()
    {
        await using ScrapedServer receiver = await ScrapedServer.StartAsync();
        int requests = 0;
        receiver.Handler = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref requests) < 3 ? 503 : 204;
            return Task.CompletedTask;
        };
        (TappedMetricSink sink, RemoteWriter writer, RemoteWriterMetrics metrics) = Open($$"""
            url: {{receiver.Address}}
            headers: { X-Tenant: t }
            queue_config: { batch_send_deadline: 10ms, min_backoff: 5ms, max_backoff: 10ms, max_shards: 1 }
            """);
        Append(sink, "a", 1);
        await Eventually.TrueAsync(() => metrics.Sent.Value == 1);
        Assert.Equal((3, 2.0, 0.0), (requests, metrics.Retried.Value, metrics.Failed.Value));
        Assert.Equal(
            [("0.1.0", "application/x-protobuf", "snappy", "t")],
            receiver.Requests.Select(static request => (request["X-Prometheus-Remote-Write-Version"], request["Content-Type"], request["Content-Encoding"], request["X-Tenant"])).Distinct());
        Assert.Equal("2", receiver.Requests.Last()["Retry-Attempt"]);
        await writer.StopAsync(Stop);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.TooManyRequests, false)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    public async Task Send_WhatTheReceiverRefuses_IsDroppedUnlessItAsksForLater(HttpStatusCode status, bool isRetried)
    {
        await using ScrapedServer receiver = await ScrapedServer.StartAsync();
        receiver.Handler = context =>
        {
            context.Response.StatusCode = (int)status;
            return context.Response.WriteAsync("not these");
        };
        (TappedMetricSink sink, RemoteWriter writer, RemoteWriterMetrics metrics) = Open($$"""
            url: {{receiver.Address}}
            queue_config: { batch_send_deadline: 10ms, min_backoff: 5ms, max_shards: 1, retry_on_http_429: {{(isRetried ? "true" : "false")}} }
            """);
        Append(sink, "a", 1);
        await Eventually.TrueAsync(() => (isRetried ? metrics.Retried : metrics.Failed).Value >= 1);
        await writer.DisposeAsync();
        Assert.Equal(isRetried, metrics.Failed.Value == 0);
    }

    [Fact]
    public async Task Send_MoreThanTheQueuesHold_DropsAndCountsWithoutWaiting()
    {
        await using ScrapedServer receiver = await ScrapedServer.StartAsync();
        receiver.Handler = static context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        (TappedMetricSink sink, RemoteWriter writer, RemoteWriterMetrics metrics) = Open($$"""
            url: {{receiver.Address}}
            queue_config: { capacity: 5, max_shards: 1, max_samples_per_send: 2, batch_send_deadline: 10ms }
            """);
        for (int i = 1; i <= 100; i++)
        {
            Append(sink, "a", i);
        }

        Assert.InRange(metrics.Dropped("queue_full").Value, 91, 95);
        await writer.DisposeAsync();
        Assert.Equal(100, metrics.Dropped("queue_full").Value + metrics.Dropped("shutdown").Value);
    }

    private static void Append(TappedMetricSink sink, string name, long timestamp)
    {
        var batch = new SampleBatch();
        batch.Add(sink.Resolve(LabelSet.Of(("__name__", name))), timestamp, 1);
        sink.Append(batch);
    }

    private static (TappedMetricSink Sink, RemoteWriter Writer, RemoteWriterMetrics Metrics) Open(string remoteWrite)
    {
        string text = "global: { external_labels: { cluster: c, zone: z } }\nremote_write:\n- " + remoteWrite.ReplaceLineEndings("\n  ");
        MonitorConfiguration configuration = MonitorConfigurationReader.Read(text, "/p.yml");
        var sink = new TappedMetricSink(new InMemoryMetricSink());
        var registry = new MetricRegistry();
        RemoteWriteConfiguration writing = configuration.RemoteWrites[0];
        var writer = new RemoteWriter(writing, configuration.Global.ExternalLabels, sink, registry, TimeProvider.System, NullLogger.Instance);
        sink.Writers = [writer];
        return (sink, writer, new RemoteWriterMetrics(registry, writing.Name, writing.Address.GetLeftPart(UriPartial.Path)));
    }
}
