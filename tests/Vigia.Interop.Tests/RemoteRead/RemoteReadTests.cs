using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Snappier;
using Vigia.Interop.Tests.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.RemoteWrite;
using Vigia.Testing;
using Vigia.Testing.Metrics;
using Xunit;
using PrometheusServer = Vigia.Interop.Tests.RemoteWrite.PrometheusServer;

namespace Vigia.Interop.Tests.RemoteRead;

/// <summary>A real Prometheus reads from the monitor, and both answer the same reads alike.</summary>
public sealed partial class RemoteReadTests
{
    private const string Empty = "global: {}\n";

    [Fact]
    public async Task Read_ByPrometheus_AnswersItsQueriesFromTheMonitorsSamples()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder.Path));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1000;
        await WriteAsync(monitor.Client, now, cancellationToken);
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            $$"""
            global: { external_labels: { replica: a } }
            remote_read:
              - url: {{monitor.Setup.Address}}api/v1/read
                authorization: { credentials: {{monitor.Setup.Token}} }
                read_recent: true
                filter_external_labels: false
            """);

        // No sample lies on the edge of a range, where Prometheus 2 and 3 differ.
        long end = (now / 1000) + 4;
        string time = end.ToString(CultureInfo.InvariantCulture);

        // Floats: Prometheus 2.42 takes no native histograms from an answer of samples, and asks for no chunks.
        foreach (string query in new[]
        {
            "only_here", "sum by (text) (only_here)", "only_here{text=~\"a.*\"}", "rate(only_total[5m])", "only_total offset 1m", "max_over_time(only_total[3m:30s])",
            "{__name__=~\"only_(here|total)\",text!=\"third\"}", "absent(only_nowhere)",
        })
        {
            foreach (string path in new[] { $"api/v1/query?time={time}", $"api/v1/query_range?start={end - 600}&end={time}&step=45" })
            {
                string request = $"{path}&query={Uri.EscapeDataString(query)}";
                string expected = await ResultAsync(monitor.Client, request, cancellationToken), actual = await ResultAsync(prometheus.Client, request, cancellationToken);
                Assert.True(expected == actual, $"{query} at {path}\nmonitor    {expected}\nPrometheus {actual}\n{prometheus.Output}");
                Assert.Contains("\"metric\"", actual, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Read_TheSameSamplesOfBoth_AreTheSame()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder.Path, "global: { external_labels: { replica: a } }\n"));
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync("global: { external_labels: { replica: a } }\n");
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() * 1000;

        // Prometheus cuts its chunks at every even hour too: the ten minutes written lie on one side of it.
        now = now % 7_200_000 < 600_000 ? now - (now % 7_200_000) - 1000 : now;
        await WriteAsync(monitor.Client, now, cancellationToken);
        await WriteAsync(prometheus.Client, now, cancellationToken);
        foreach ((ulong, string, string)[] matchers in new (ulong, string, string)[][]
        {
            [(0, "__name__", "only_here")], [(2, "__name__", "only_.*")], [(0, "__name__", "only_here"), (0, "replica", "a")], [(0, "__name__", "only_here"), (0, "replica", "b")],
            [(1, "text", "third")], [(3, "__name__", "only_.*")], [(0, "replica", "a")], [],
        })
        {
            (long, long, (ulong, string, string)[])[] queries = [(now - 3_600_000, now, matchers), (now - 60_000, now - 60_000, matchers)];
            foreach (Func<HttpClient, Task<string>> read in new Func<HttpClient, Task<string>>[]
            {
                client => SamplesAsync(client, queries, cancellationToken), client => ChunksAsync(client, queries[..1], cancellationToken),
            })
            {
                string expected = await read(prometheus.Client), actual = await read(monitor.Client);
                Assert.True(expected == actual, $"{string.Join(',', matchers)}\nPrometheus\n{expected}\nmonitor\n{actual}");
            }
        }
    }

    [Fact]
    public async Task Read_WhatNoServerUnderstands_IsRefusedByBoth()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(folder.Path));
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(Empty);
        foreach (Func<HttpContent> body in new Func<HttpContent>[]
        {
            static () => RemoteReadMessage.Pack([0x0a, 0x7f]), static () => new ByteArrayContent([0xff, 0xff]), static () => RemoteReadMessage.Create([7]),
        })
        {
            foreach (HttpClient client in new[] { prometheus.Client, monitor.Client })
            {
                using HttpContent content = body();
                using HttpResponseMessage answer = await client.PostAsync("/api/v1/read", content, cancellationToken);
                Assert.Equal(400, (int)answer.StatusCode);
            }
        }
    }

    /// <summary>Floats of several shapes and native histograms, every 15 s: fewer than a chunk holds, so that both cut alike.</summary>
    private static async Task WriteAsync(HttpClient client, long now, CancellationToken cancellationToken)
    {
        var encoder = new RemoteWriteEncoder(isVersion2: false, new OutgoingMetadata());
        encoder.Begin();
        for (int i = 0; i < 40; i++)
        {
            long time = now - ((39 - i) * 15_000) + (i % 7 == 3 ? 17 : 0);
            Add(LabelSet.Of(("__name__", "only_here"), ("text", "third")), time, i / 3d);
            Add(LabelSet.Of(("__name__", "only_here"), ("text", "a é\"\n")), time, i % 5 == 0 ? 1e21 : 7);
            Add(LabelSet.Of(("__name__", "only_here"), ("text", "odd")), time, i % 4 == 0 ? double.NegativeInfinity : 0.1);
            Add(LabelSet.Of(("__name__", "only_total")), time, i < 30 ? i * 17 : (i - 30) * 3);
            foreach ((string name, bool isInteger) in new[] { ("only_native", true), ("only_native_float", false) })
            {
                encoder.Add(LabelSet.Of(("__name__", name)), new QueuedSample(default, time, 0, Histogram(i, isInteger)));
            }
        }

        using var content = new ByteArrayContent(Snappy.CompressToArray(encoder.End().Span));
        content.Headers.ContentType = new("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/write", content, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));

        void Add(LabelSet labels, long time, double value) => encoder.Add(labels, new QueuedSample(default, time, value, null));
    }

    private static NativeHistogram Histogram(int i, bool isInteger)
    {
        double part = isInteger ? 1 : 0.25;
        return new NativeHistogram
        {
            Schema = 1,
            ZeroThreshold = 0.001,
            ZeroCount = i * part,
            Count = ((i * 10) + 7) * part,
            Sum = i * 1.75,
            IsInteger = isInteger,
            PositiveSpans = [new BucketSpan(-2, 2), new BucketSpan(3, 1)],
            PositiveBuckets = [i * part, ((i * 2) + 3) * part, ((i * 3) + 4) * part],
            NegativeSpans = [new BucketSpan(0, 2)],
            NegativeBuckets = [i * part, i * 2 * part],
        };
    }

    /// <summary>The result, its numbers to 12 digits: Prometheus 2 and 3 add up in another order.</summary>
    private static async Task<string> ResultAsync(HttpClient client, string request, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await MetricQuery.GetAsync(client, request, cancellationToken);
        IEnumerable<string> result = answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(static series =>
            Number().Replace(series.GetRawText(), static number => double.Parse(number.ValueSpan, CultureInfo.InvariantCulture).ToString("G12", CultureInfo.InvariantCulture)));
        return string.Join('\n', result.Order(StringComparer.Ordinal));
    }

    /// <summary>Floats: Prometheus 2.42 leaves native histograms out of an answer of samples.</summary>
    private static async Task<string> SamplesAsync(
        HttpClient client, (long, long, (ulong, string, string)[])[] queries, CancellationToken cancellationToken)
    {
        byte[] answer = await ReadAsync(client, [0], queries, cancellationToken);
        return string.Join("\n\n", RemoteReadMessage.ReadSamples(answer).Select(static result =>
            string.Join('\n', result.Select(static series => $"{series.Labels}: {string.Join(' ', series.Samples.Where(static sample => sample.Value is double))}").Order(StringComparer.Ordinal))));
    }

    /// <summary>Chunks to the last bit.</summary>
    private static async Task<string> ChunksAsync(
        HttpClient client, (long, long, (ulong, string, string)[])[] queries, CancellationToken cancellationToken)
    {
        byte[] answer = await ReadAsync(client, [1], queries, cancellationToken);
        return string.Join('\n', RemoteReadMessage.ReadFrames(answer).Select(static frame =>
            $"{frame.Query} {frame.Labels}: {string.Join(' ', frame.Chunks.Select(static chunk => $"{chunk.First}–{chunk.Last} {chunk.Type} {Convert.ToHexString(chunk.Data)}"))}"));
    }

    [GeneratedRegex(@"(?<="")-?[0-9.]+(e[+-]?[0-9]+)?(?="")")]
    private static partial Regex Number();

    private static async Task<byte[]> ReadAsync(
        HttpClient client, ulong[] accepted, (long, long, (ulong, string, string)[])[] queries, CancellationToken cancellationToken)
    {
        using HttpContent content = RemoteReadMessage.Create(accepted, queries);
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/read", content, cancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(body));
        return body;
    }
}
