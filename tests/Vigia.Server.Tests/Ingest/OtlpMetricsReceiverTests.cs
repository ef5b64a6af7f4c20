using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Ingest.Otlp;
using Vigia.Server.Protobuf;
using Vigia.Testing;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Server.Tests.Ingest;

public sealed class OtlpMetricsReceiverTests : IDisposable
{
    private const string Json = "application/json";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/v1/metrics", false, false)]
    [InlineData("/api/v1/otlp/v1/metrics", true, false)]
    [InlineData("/v1/metrics", true, true)]
    public async Task Write_EveryKindOfMetric_BecomesItsSeries(string path, bool isProtobuf, bool isPacked)
    {
        await using IngestServer server = await StartAsync();
        byte[] body = Encoding.UTF8.GetBytes(Request("""
            { "name": "memory.used", "unit": "By", "description": "d", "gauge": { "dataPoints": [{ "timeUnixNano": "2000000000", "asInt": "-7", "attributes": [{ "key": "host.name", "value": { "stringValue": "h" } }] }] } },
            { "name": "requests", "unit": "{request}", "sum": { "aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [{ "timeUnixNano": 2000000000, "asDouble": 1.5, "exemplars": [{ "timeUnixNano": "1000000000", "asDouble": 9, "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331" }] }] } },
            { "name": "active", "sum": { "aggregationTemporality": "AGGREGATION_TEMPORALITY_CUMULATIVE", "dataPoints": [{ "time_unix_nano": "2000000000", "as_int": 3 }] } },
            { "name": "latency", "unit": "s", "histogram": { "aggregationTemporality": 2, "dataPoints": [{ "timeUnixNano": "2000000000", "count": "6", "sum": 4.5, "bucketCounts": ["1", "2", "3"], "explicitBounds": [0.5, 1], "exemplars": [{ "timeUnixNano": "1000000000", "asDouble": 0.7, "filteredAttributes": [{ "key": "k", "value": { "boolValue": true } }] }] }] } },
            { "name": "size", "exponentialHistogram": { "aggregationTemporality": 2, "dataPoints": [{ "timeUnixNano": "2000000000", "count": "10", "sum": 4.5, "scale": 1, "zeroCount": "1", "positive": { "offset": -2, "bucketCounts": ["1", "0", "3"] }, "negative": { "offset": 4, "bucketCounts": [5] } }] } },
            { "name": "old", "summary": { "dataPoints": [{ "timeUnixNano": "2000000000", "count": "4", "sum": 8, "quantileValues": [{ "quantile": 0.5, "value": 2 }] }] } },
            { "name": "share of x", "unit": "1", "gauge": { "dataPoints": [{ "timeUnixNano": "2000000000", "flags": 1 }] } }
            """));
        if (isProtobuf)
        {
            var writer = new ProtobufWriter();
            OtlpJson.Write(body, OtlpMetricsSchema.Request, writer);
            body = writer.Written.ToArray();
        }

        using HttpResponseMessage answer = await server.PostAsync(path, isPacked ? Gzip(body) : body, isProtobuf ? "application/x-protobuf" : Json, isPacked ? "gzip" : null);
        byte[] text = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(text));
        Assert.Equal(isProtobuf ? "" : "{}", Encoding.UTF8.GetString(text));
        Assert.Equal(isProtobuf ? "application/x-protobuf" : Json, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(1, server.Sink.Flushes);

        const string Rest = "instance=\"i\", job=\"n/s\"";
        Assert.Equal([(2000L, -7.0)], server.Sink.Samples($$"""memory_used_bytes{host_name="h", {{Rest}}}"""));
        Assert.Equal([(2000L, 1.5)], server.Sink.Samples($$"""requests_total{{{Rest}}}"""));
        Assert.Equal(
            [new Exemplar(LabelSet.Of(("trace_id", "0af7651916cd43dd8448eb211c80319c"), ("span_id", "b7ad6b7169203331")), 9, 1000)],
            server.Sink.Exemplars($$"""requests_total{{{Rest}}}"""));
        Assert.Equal([(2000L, 3.0)], server.Sink.Samples($$"""active{{{Rest}}}"""));
        Assert.Equal([(2000L, 1.0)], server.Sink.Samples($$"""latency_seconds_bucket{{{Rest}}, le="0.5"}"""));
        Assert.Equal([(2000L, 3.0)], server.Sink.Samples($$"""latency_seconds_bucket{{{Rest}}, le="1.0"}"""));
        Assert.Equal([(2000L, 6.0)], server.Sink.Samples($$"""latency_seconds_bucket{{{Rest}}, le="+Inf"}"""));
        Assert.Equal([(2000L, 6.0)], server.Sink.Samples($$"""latency_seconds_count{{{Rest}}}"""));
        Assert.Equal([(2000L, 4.5)], server.Sink.Samples($$"""latency_seconds_sum{{{Rest}}}"""));
        Assert.Equal([new Exemplar(LabelSet.Of(("k", "true")), 0.7, 1000)], server.Sink.Exemplars($$"""latency_seconds_bucket{{{Rest}}, le="1.0"}"""));
        (_, NativeHistogram histogram) = Assert.Single(server.Sink.Histograms($$"""size{{{Rest}}}"""));
        Assert.Equal((1, 10.0, 1.0), (histogram.Schema, histogram.Count, histogram.ZeroCount));
        Assert.Equal([new BucketSpan(-1, 3)], histogram.PositiveSpans);
        Assert.Equal([1.0, 0, 3], histogram.PositiveBuckets);
        Assert.Equal([new BucketSpan(5, 1)], histogram.NegativeSpans);
        Assert.Equal([(2000L, 2.0)], server.Sink.Samples($$"""old{{{Rest}}, quantile="0.5"}"""));
        Assert.Equal([(2000L, 4.0)], server.Sink.Samples($$"""old_count{{{Rest}}}"""));
        Assert.True(StaleMarker.Is(server.Sink.Samples($$"""share_of_x_ratio{{{Rest}}}""")[0].Value));
        Assert.Equal([(2000L, 1.0)], server.Sink.Samples($$"""target_info{deployment_zone="z", {{Rest}}}"""));
        Assert.Equal(new MetricMetadata(MetricType.Gauge, "d", "bytes"), server.Sink.Metadata["memory_used_bytes"]);
    }

    [Fact]
    public async Task Write_DeltaSums_AreAddedUpAlsoWhenTheyComeTwice()
    {
        await using IngestServer server = await StartAsync();
        foreach ((int second, int delta) in new[] { (1, 5), (2, 7), (2, 7), (3, 1) })
        {
            await PostOkAsync(server, Request($$"""{ "name": "c", "sum": { "aggregationTemporality": 1, "isMonotonic": true, "dataPoints": [{ "timeUnixNano": "{{second}}000000000", "asInt": "{{delta}}" }] } }"""));
        }

        Assert.Equal([(1000L, 5.0), (2000L, 12.0), (3000L, 13.0)], server.Sink.Samples("""c_total{instance="i", job="n/s"}"""));
    }

    [Fact]
    public async Task Write_SomeRefused_TellsHowManyAndWhy()
    {
        await using IngestServer server = await StartAsync();
        using HttpResponseMessage answer = await server.PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(Request("""
            { "name": "good", "gauge": { "dataPoints": [{ "timeUnixNano": "2000000000", "asInt": "1" }, { "timeUnixNano": "1000000000", "asInt": "1" }] } },
            { "name": "h", "histogram": { "aggregationTemporality": 1, "dataPoints": [{ "timeUnixNano": "2000000000", "count": "1" }] } },
            { "name": "bad", "histogram": { "aggregationTemporality": 2, "dataPoints": [{ "timeUnixNano": "2000000000", "count": "1", "bucketCounts": ["1"], "explicitBounds": [1, 2] }] } }
            """)), Json, null);
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        JsonElement partial = json.RootElement.GetProperty("partialSuccess");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("3", partial.GetProperty("rejectedDataPoints").GetString());
        string error = partial.GetProperty("errorMessage").GetString()!;
        Assert.Contains("h: a histogram of deltas cannot be stored; send it as cumulative", error, StringComparison.Ordinal);
        Assert.Contains("bad: 1 buckets do not fit 2 bounds", error, StringComparison.Ordinal);
        Assert.Contains("out of order for good", error, StringComparison.Ordinal);
        Assert.Single(server.Sink.Samples("""good{instance="i", job="n/s"}"""));
    }

    [Fact]
    public async Task Write_KnownSeries_AreResolvedOnceAndAnewAfterTheSinkForgotThem()
    {
        await using IngestServer server = await StartAsync();
        static string At(int second) => Request($$"""{ "name": "g", "gauge": { "dataPoints": [{ "timeUnixNano": "{{second}}000000000", "asInt": "1" }] } }""", resource: "");
        await PostOkAsync(server, At(1));
        int resolved = server.Sink.Resolved;
        await PostOkAsync(server, At(2));
        Assert.Equal(resolved, server.Sink.Resolved);
        server.Sink.Forget(LabelSet.Of(("__name__", "g")));
        await PostOkAsync(server, At(3));
        Assert.Equal([(3000L, 1.0)], server.Sink.Samples("g"));
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType, 3)]
    [InlineData(Json, "[]", HttpStatusCode.BadRequest, 3)]
    [InlineData(Json, "{\"resourceMetrics\": [{\"resource\": 3}]}", HttpStatusCode.BadRequest, 3)]
    [InlineData("application/x-protobuf", "what", HttpStatusCode.BadRequest, 3)]
    public async Task Write_WhatIsNoRequest_IsAnsweredWithAStatus(string contentType, string body, HttpStatusCode expected, int code)
    {
        await using IngestServer server = await StartAsync();
        using HttpResponseMessage answer = await server.PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(body), contentType, null);
        Assert.Equal(expected, answer.StatusCode);
        byte[] status = await answer.Content.ReadAsByteArrayAsync();
        if (contentType == Json)
        {
            using JsonDocument json = JsonDocument.Parse(status);
            Assert.Equal(code, json.RootElement.GetProperty("code").GetInt32());
            Assert.NotEmpty(json.RootElement.GetProperty("message").GetString()!);
        }
        else
        {
            var message = new ProtobufMessage(status);
            Assert.Equal((ulong)code, message.Number(1));
            Assert.NotEmpty(message.Text(2));
        }
    }

    [Fact]
    public async Task Write_AnEmptyRequest_Succeeds()
    {
        await using IngestServer server = await StartAsync();
        await PostOkAsync(server, "{}");
        using HttpResponseMessage answer = await server.PostAsync("/v1/metrics", [], "application/x-protobuf", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Write_TooLargeOrNotDurable_IsAnsweredSo()
    {
        var sink = new InMemoryMetricSink { FlushFailure = new IOException("disk full") };
        await using IngestServer server = await StartAsync(sink, new OtlpOptions { MaxMessageBytes = 500 });
        using HttpResponseMessage large = await server.PostAsync("/v1/metrics", Gzip(new byte[600]), "application/x-protobuf", "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using HttpResponseMessage failed = await server.PostAsync("/v1/metrics", "{}"u8.ToArray(), Json, null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
    }

    [Theory]
    [InlineData("http.server.duration", "ms", false, false, "http_server_duration_milliseconds", "http.server.duration_milliseconds", "http_server_duration")]
    [InlineData("system.io", "By/s", true, false, "system_io_bytes_per_second_total", "system.io_bytes_per_second_total", "system_io")]
    [InlineData("requests_total", "1", true, false, "requests_total", "requests_total", "requests_total")]
    [InlineData("cpu.utilization", "1", false, true, "cpu_utilization_ratio", "cpu.utilization_ratio", "cpu_utilization")]
    [InlineData("memory_bytes", "By", false, true, "memory_bytes", "memory_bytes", "memory_bytes")]
    [InlineData("2xx", "{request}", true, false, "_2xx_total", "2xx_total", "_2xx")]
    [InlineData("a  b//c", "", false, true, "a_b_c", "a  b//c", "a__b__c")]
    public void Metric_ByEachStrategy_HasItsName(string name, string unit, bool isCounter, bool isGauge, string underscores, string utf8, string plain)
    {
        Assert.Equal(underscores, OtlpNames.Metric(name, unit, isCounter, isGauge, new OtlpConfiguration()));
        Assert.Equal(utf8, OtlpNames.Metric(name, unit, isCounter, isGauge, new OtlpConfiguration { EscapesNames = false }));
        Assert.Equal(plain, OtlpNames.Metric(name, unit, isCounter, isGauge, new OtlpConfiguration { AddsSuffixes = false }));
        Assert.Equal(name, OtlpNames.Metric(name, unit, isCounter, isGauge, new OtlpConfiguration { AddsSuffixes = false, EscapesNames = false }));
    }

    [Theory]
    [InlineData("http.method", "http_method")]
    [InlineData("1st", "key_1st")]
    [InlineData("_private", "key_private")]
    [InlineData("__meta", "__meta")]
    [InlineData("naïve", "na_ve")]
    public void Label_OfAnAttribute_IsClassic(string attribute, string expected) => Assert.Equal(expected, OtlpNames.Label(attribute, new OtlpConfiguration()));

    private static string Request(string metrics, string? resource = null)
    {
        resource ??= """
            { "key": "service.name", "value": { "stringValue": "s" } }, { "key": "service.namespace", "value": { "stringValue": "n" } },
            { "key": "service.instance.id", "value": { "stringValue": "i" } }, { "key": "deployment.zone", "value": { "stringValue": "z" } }
            """;
        return "{ \"resourceMetrics\": [{ \"resource\": { \"attributes\": [" + resource + "] }, \"scopeMetrics\": [{ \"scope\": { \"name\": \"l\" }, \"metrics\": [" + metrics
            + "] }], \"unknownField\": [1, {}] }] }";
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private static async Task PostOkAsync(IngestServer server, string json)
    {
        using HttpResponseMessage answer = await server.PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(json), Json, null);
        Assert.Equal((HttpStatusCode.OK, "{}"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private async Task<IngestServer> StartAsync(InMemoryMetricSink? sink = null, OtlpOptions? options = null)
    {
        string file = _directory["prometheus.yml"];
        await File.WriteAllTextAsync(file, "");
        IConfigurationReloader reloader = await ConfigurationReloader.OpenAsync(
            file, TimeProvider.System, new MetricRegistry(), NullLogger<ConfigurationReloader>.Instance, CancellationToken.None);
        return await IngestServer.StartAsync(
            services => services.AddSingleton(reloader).AddOtlpMetrics(options),
            static endpoints =>
            {
                endpoints.MapOtlpMetrics("/v1/metrics");
                endpoints.MapOtlpMetrics("/api/v1/otlp/v1/metrics");
            },
            sink);
    }
}
