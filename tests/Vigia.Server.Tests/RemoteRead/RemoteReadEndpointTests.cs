using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Access;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Server.Tests.RemoteRead;

public sealed class RemoteReadEndpointTests
{
    private static readonly (ulong, string, string)[] All = [(2, "__name__", "a|h")];
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task Read_Samples_HasEachSampleOfTheTimeAndEachSeriesInOrder()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await AppendAsync(monitor);
        using HttpResponseMessage answer = await ReadAsync(monitor, RemoteReadMessage.Create([], (Now - 3_000, Now - 1_000, All), (Now, Now, All), (0, 1, All)));
        Assert.Equal((HttpStatusCode.OK, "application/x-protobuf", "snappy"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), answer.Content.Headers.ContentEncoding.Single()));
        var results = RemoteReadMessage.ReadSamples(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal([3, 1, 0], results.Select(static result => result.Count));
        Assert.Equal(["__name__=a,x=1", "__name__=a,x=2", "__name__=h"], results[0].Select(static series => series.Labels));
        Assert.Equal([(Now - 3_000, 1.0), (Now - 2_000, 2.0), (Now - 1_000, (object)3.0)], results[0][0].Samples);
        Assert.Equal([(Now - 1_000, (object)-0.0)], results[0][1].Samples);
        ReadHistogram histogram = Assert.IsType<ReadHistogram>(results[0][2].Samples.Single().Value);
        Assert.Equal((7.0, 12.0, "0:2 1:1", "1 3 1"), (histogram.Count, histogram.Sum, histogram.PositiveSpans, histogram.Positive));
        Assert.Equal(StaleMarker.Value, Assert.IsType<double>(results[1][0].Samples.Single().Value));
    }

    [Theory]
    [InlineData("1048576")]
    [InlineData("1")]
    public async Task Read_Chunks_HaveTheSameSamples(string frameBytes)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { ["Monitor:RemoteRead:MaxFrameBytes"] = frameBytes });
        await AppendAsync(monitor, samples: 300);
        (long, long, (ulong, string, string)[])[] queries = [(0, Now, [(0, "__name__", "a")]), (0, Now, [(0, "__name__", "h")])];
        using HttpResponseMessage sampled = await ReadAsync(monitor, RemoteReadMessage.Create([0], queries));
        using HttpResponseMessage streamed = await ReadAsync(monitor, RemoteReadMessage.Create([1, 0], queries));
        Assert.Equal((HttpStatusCode.OK, "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse"), (streamed.StatusCode, streamed.Content.Headers.ContentType?.ToString()));
        var results = RemoteReadMessage.ReadSamples(await sampled.Content.ReadAsByteArrayAsync());
        var frames = RemoteReadMessage.ReadFrames(await streamed.Content.ReadAsByteArrayAsync());
        Assert.Equal(frameBytes == "1" ? 5 : 3, frames.Count);
        for (int query = 0; query < results.Count; query++)
        {
            Assert.Equal(
                results[query].Select(static series => (series.Labels, string.Join(' ', series.Samples))),
                frames.Where(frame => frame.Query == query).GroupBy(static frame => frame.Labels).Select(static series =>
                    (series.Key, string.Join(' ', series.SelectMany(static frame => frame.Chunks).SelectMany(static chunk => chunk.Samples())))));
        }
    }

    [Fact]
    public async Task Read_ExternalLabels_AreAddedAndAskedForAsAbsent()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(config: "global: { external_labels: { site: norte, x: outer } }\n");
        await AppendAsync(monitor);
        (ulong, string, string) name = (0, "__name__", "a");
        using HttpResponseMessage answer = await ReadAsync(
            monitor, RemoteReadMessage.Create([], (0, Now, [name, (0, "site", "norte")]), (0, Now, [name, (0, "site", "sul")]), (0, Now, [(0, "__name__", "h"), (0, "x", "outer")])));
        var results = RemoteReadMessage.ReadSamples(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(["__name__=a,site=norte,x=1", "__name__=a,site=norte,x=2"], results[0].Select(static series => series.Labels));
        Assert.Empty(results[1]);
        Assert.Equal(["__name__=h,site=norte,x=outer"], results[2].Select(static series => series.Labels));
    }

    [Theory]
    [InlineData("Monitor:Queries:MaxSamples", "3", "exceeded sample limit (3)")]
    [InlineData("Monitor:Queries:MaxSeries", "2", "selects 3 series; 2 are allowed")]
    [InlineData("Monitor:RemoteRead:MaxAnswerBytes", "50", "longer than the 50 bytes")]
    public async Task Read_PastALimit_SaysWhich(string setting, string value, string message)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { [setting] = value });
        await AppendAsync(monitor);
        using HttpResponseMessage answer = await ReadAsync(monitor, RemoteReadMessage.Create([], (0, Now, All)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AMalformedRequest_IsRefused()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { ["Monitor:RemoteRead:MaxRequestBytes"] = "1000" });
        await AssertAsync(HttpStatusCode.BadRequest, "malformed protobuf", RemoteReadMessage.Pack([0x0a, 0x7f]));
        await AssertAsync(HttpStatusCode.BadRequest, "not snappy", new ByteArrayContent([0xff, 0xff]));
        await AssertAsync(HttpStatusCode.RequestEntityTooLarge, "1000 bytes", RemoteReadMessage.Pack(new byte[2_000]));
        await AssertAsync(HttpStatusCode.RequestEntityTooLarge, "1000 bytes", new ByteArrayContent(new byte[2_000]));
        var packed = new ByteArrayContent([1]);
        packed.Headers.ContentEncoding.Add("gzip");
        await AssertAsync(HttpStatusCode.UnsupportedMediaType, "only snappy", packed);
        await AssertAsync(HttpStatusCode.BadRequest, "unknown type 9", RemoteReadMessage.Create([], (0, 1, [(9, "a", "b")])));
        await AssertAsync(HttpStatusCode.OK, "", RemoteReadMessage.Pack([]));

        async Task AssertAsync(HttpStatusCode expected, string message, HttpContent body)
        {
            using HttpResponseMessage answer = await ReadAsync(monitor, body);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode}: {text}");
            Assert.Contains(message, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_PastTheTimeout_Is503()
    {
        // Over before it begins.
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(time: new HurriedClock(), settings: new Dictionary<string, string?> { ["Monitor:Queries:Timeout"] = "00:00:00.0000001" });
        using HttpResponseMessage answer = await ReadAsync(monitor, RemoteReadMessage.Create([], (0, Now, All)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Monitor:Queries:Timeout", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxRequestBytes")]
    [InlineData("MaxAnswerBytes")]
    [InlineData("MaxFrameBytes")]
    [InlineData("MaxConcurrent")]
    public async Task Start_WithALimitOfZero_NamesIt(string setting)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(
            async () => await MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { ["Monitor:RemoteRead:" + setting] = "0" }));
        Assert.StartsWith("Monitor:RemoteRead:" + setting, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Answered_IsCounted()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        await AppendAsync(monitor);
        (await ReadAsync(monitor, RemoteReadMessage.Create([], (0, Now, All)))).Dispose();
        (await ReadAsync(monitor, RemoteReadMessage.Pack([0x0a, 0x7f]))).Dispose();
        string[] lines =
        [
            "vigia_remote_read_requests_total{code=\"200\"} 1.0\n", "vigia_remote_read_requests_total{code=\"400\"} 1.0\n", "vigia_remote_read_samples_total 6.0\n",
            "prometheus_remote_read_handler_queries 0.0\n",
        ];

        // An answer is counted once it is sent, which may be a moment after it has arrived.
        using var client = new HttpClient { BaseAddress = monitor.Address };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string metrics;
        do
        {
            metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        }
        while (!lines.All(line => metrics.Contains(line, StringComparison.Ordinal)) && !deadline.IsCancellationRequested);

        Assert.All(lines, line => Assert.Contains(line, metrics, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AccessScopes.ReadMetrics, HttpStatusCode.OK)]
    [InlineData(AccessScopes.WriteMetrics, HttpStatusCode.Forbidden)]
    public async Task Read_AToken_NeedsTheScope(string scope, HttpStatusCode expected)
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync();
        using HttpResponseMessage answer = await ReadAsync(monitor, RemoteReadMessage.Create([]), monitor.Create("reader", [scope]));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Read_AStreamThatPassesALimitMidway_IsCutOff()
    {
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(settings: new Dictionary<string, string?> { ["Monitor:Queries:MaxSamples"] = "3", ["Monitor:RemoteRead:MaxFrameBytes"] = "1" });
        await AppendAsync(monitor);
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage answer = await ReadAsync(monitor, RemoteReadMessage.Create([1], (0, Now - 1_000, [(0, "x", "1")]), (0, Now, All)));
            await answer.Content.ReadAsByteArrayAsync();
        });
    }

    /// <summary>a{x="1"} ends with a stale marker now; a{x="2"} and a histogram have one sample, a second ago.</summary>
    private static async Task AppendAsync(MonitorFixture monitor, int samples = 3)
    {
        IMetricSink sink = monitor.App.Services.GetRequiredService<IMetricSink>();
        var batch = new SampleBatch();
        SeriesRef first = sink.Resolve(LabelSet.Of(("__name__", "a"), ("x", "1")));
        for (int i = 0; i < samples; i++)
        {
            batch.Add(first, Now - ((samples - i) * 1_000), i + 1);
        }

        batch.Add(first, Now, StaleMarker.Value);
        batch.Add(sink.Resolve(LabelSet.Of(("__name__", "a"), ("x", "2"))), Now - 1_000, -0.0);
        batch.Histograms.Add(new HistogramSample(sink.Resolve(LabelSet.Of(("__name__", "h"))), Now - 1_000, new NativeHistogram
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
        Assert.Equal(0, sink.Append(batch));
        await sink.FlushAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<HttpResponseMessage> ReadAsync(MonitorFixture monitor, HttpContent body, string? token = null)
    {
        using var client = new HttpClient { BaseAddress = monitor.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token ?? monitor.AdminToken);
        using (body)
        {
            return await client.PostAsync(new Uri("/api/v1/read", UriKind.Relative), body, TestContext.Current.CancellationToken);
        }
    }
}
