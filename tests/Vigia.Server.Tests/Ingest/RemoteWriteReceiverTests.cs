using System.Net;
using System.Text;
using Snappier;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Protobuf;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Server.Tests.Ingest;

public sealed class RemoteWriteReceiverTests
{
    private const string Type1 = "application/x-protobuf";
    private const string Type2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

    private static readonly (string[], (long, double)[]) A = (["__name__", "a", "x", "1"], [(1000, 1.5), (2000, 2.5)]);

    [Theory]
    [InlineData(null, null)]
    [InlineData(Type1, "snappy")]
    [InlineData(Type1 + ";proto=prometheus.WriteRequest", "snappy")]
    [InlineData(Type1, "zstd")]
    public async Task Write_Version1_IsDurableAndHasNoHeaders(string? contentType, string? encoding)
    {
        await using IngestServer server = await StartAsync();
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(WriteMessage.Version1(A), encoding ?? "snappy"), contentType, encoding);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, static header => header.Key.StartsWith("X-Prometheus", StringComparison.Ordinal));
        Assert.Equal([(1000L, 1.5), (2000L, 2.5)], server.Sink.Samples("""a{x="1"}"""));
        Assert.Equal(1, server.Sink.Flushes);
    }

    [Fact]
    public async Task Write_Version2_AnswersWithWhatWasWritten()
    {
        await using IngestServer server = await StartAsync();
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(WriteMessage.Version2(A)), Type2, "snappy");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(("2", "0", "1"), Written(answer));
        Assert.Equal([(1000L, 1.5), (2000L, 2.5)], server.Sink.Samples("""a{x="1"}"""));
        Assert.Equal([new Exemplar(LabelSet.Of(("trace_id", "t1")), 0.5, 7)], server.Sink.Exemplars("""a{x="1"}"""));
        Assert.Equal(new MetricMetadata(MetricType.Counter, "the help", ""), server.Sink.Metadata["a"]);
    }

    [Fact]
    public async Task Write_KnownSeries_AreNotResolvedAgainAlsoWithOtherSymbols()
    {
        await using IngestServer server = await StartAsync();
        await PostOkAsync(server, WriteMessage.Version1(A), Type1);
        await PostOkAsync(server, WriteMessage.Version2((A.Item1, [(3000, 3)])), Type2);
        int resolved = server.Sink.Resolved;
        await PostOkAsync(server, WriteMessage.Version1((A.Item1, [(4000, 4)])), Type1);
        await PostOkAsync(server, WriteMessage.Version2((["__name__", "b"], [(1, 1)]), (A.Item1, [(5000, 5)])), Type2);
        Assert.Equal(resolved + 1, server.Sink.Resolved);
        Assert.Equal([1000L, 2000, 3000, 4000, 5000], server.Sink.Samples("""a{x="1"}""").Select(static sample => sample.Timestamp));
    }

    [Fact]
    public async Task Write_ASeriesThatTheSinkForgot_IsMadeAnew()
    {
        await using IngestServer server = await StartAsync();
        await PostOkAsync(server, WriteMessage.Version1(A), Type1);
        await PostOkAsync(server, WriteMessage.Version2((A.Item1, [(3000, 3)])), Type2);
        server.Sink.Forget(LabelSet.Of(("__name__", "a"), ("x", "1")));
        await PostOkAsync(server, WriteMessage.Version1((A.Item1, [(4000, 4)])), Type1);
        server.Sink.Forget(LabelSet.Of(("__name__", "a"), ("x", "1")));
        await PostOkAsync(server, WriteMessage.Version2((A.Item1, [(5000, 5)])), Type2);
        Assert.Equal([(5000L, 5.0)], server.Sink.Samples("""a{x="1"}"""));
    }

    [Fact]
    public async Task Write_LabelsApart_AreNeverTakenForThoseThatStandFirst()
    {
        await using IngestServer server = await StartAsync();
        await PostOkAsync(server, WriteMessage.Version1LabelsApart(A.Item1, (1000, 1)), Type1);
        server.Sink.Forget(LabelSet.Of(("__name__", "a"), ("x", "1")));
        await PostOkAsync(server, WriteMessage.Version1LabelsApart(A.Item1, (2000, 2)), Type1);
        await PostOkAsync(server, WriteMessage.Version1((["__name__", "a"], [(3000, 3)])), Type1);
        Assert.Equal([(2000L, 2.0)], server.Sink.Samples("""a{x="1"}"""));
        Assert.Equal([(3000L, 3.0)], server.Sink.Samples("a"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(20_000)]
    public async Task Write_LabelsOfAnyLength_AreTakenAndKnownAgain(int length)
    {
        await using IngestServer server = await StartAsync();
        string[] labels = ["__name__", "a", "x", new string('v', length), "y", "1"];
        await PostOkAsync(server, WriteMessage.Version1((labels, [(1000, 1)])), Type1);
        await PostOkAsync(server, WriteMessage.Version1((labels, [(2000, 2)])), Type1);
        Assert.Equal(1, server.Sink.Resolved);
        Assert.Equal([(1000L, 1.0), (2000L, 2.0)], server.Sink.Samples($$"""a{x="{{labels[3]}}", y="1"}"""));
    }

    [Fact]
    public async Task Write_SomeWrong_KeepsTheGoodAndSaysWhich()
    {
        await using IngestServer server = await StartAsync();
        byte[] message = WriteMessage.Version2(
            A, (["__name__", "old"], [(5, 1), (4, 1)]), (["x", "nameless"], [(1, 1)]), (["__name__", "twice", "x", "1", "x", "2"], [(1, 1)]));
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(message), Type2, "snappy");
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(("3", "0", "2"), Written(answer));
        Assert.Contains("out of order sample for series old", text, StringComparison.Ordinal);
        Assert.Contains("""invalid metric name or labels, got {x="nameless"}""", text, StringComparison.Ordinal);
        Assert.Contains("duplicated label x", text, StringComparison.Ordinal);
        Assert.Contains("3 samples were not written, 3 were", text, StringComparison.Ordinal);
        Assert.Equal(2, server.Sink.Samples("""a{x="1"}""").Count);
    }

    [Fact]
    public async Task Write_TheSameAgain_IsNoError()
    {
        await using IngestServer server = await StartAsync();
        byte[] message = WriteMessage.Version1((["__name__", "a"], [(1000, 1)]));
        await PostOkAsync(server, message, Type1);
        await PostOkAsync(server, message, Type1);
    }

    [Fact]
    public async Task Write_NativeHistograms_AreTaken()
    {
        var writer = new ProtobufWriter();
        int series = writer.Begin(1);
        int label = writer.Begin(1);
        writer.Text(1, "__name__");
        writer.Text(2, "h");
        writer.End(label);
        int histogram = writer.Begin(4);
        writer.Integer(1, 3);
        writer.Double(3, 2.5);
        writer.ZigZag(4, 1);
        int span = writer.Begin(11);
        writer.ZigZag(1, 2);
        writer.Integer(2, 2);
        writer.End(span);
        writer.PackedZigZag(12, [1, 1]);
        writer.Signed(15, 9000);
        writer.End(histogram);
        writer.End(series);
        await using IngestServer server = await StartAsync();
        await PostOkAsync(server, writer.Written.ToArray(), Type1);
        (long timestamp, NativeHistogram taken) = Assert.Single(server.Sink.Histograms("h"));
        Assert.Equal((9000L, 3.0, 1), (timestamp, taken.Count, taken.Schema));
        Assert.Equal([1.0, 2.0], taken.PositiveBuckets);
    }

    [Fact]
    public async Task Write_SeveralMegabytes_AreTakenWhole()
    {
        var random = new Random(17);
        (string[], (long, double)[])[] series =
            [.. Enumerable.Range(0, 20_000).Select(_ => (new[] { "__name__", "m", "id", Convert.ToHexString(BitConverter.GetBytes(random.NextInt64())) + Convert.ToBase64String(Bytes(random)) }, new[] { (1000L, 1.0) }))];
        byte[] packed = Pack(WriteMessage.Version1(series));
        Assert.True(packed.Length > 2_500_000);
        await using IngestServer server = await StartAsync();
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", packed, Type1, "snappy");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(20_000, server.Sink.AllSeries.Count);

        static byte[] Bytes(Random random)
        {
            byte[] bytes = new byte[90];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [Theory]
    [InlineData("text/plain", "snappy", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(Type1 + ";proto=io.prometheus.write.v9.Request", "snappy", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(Type1, "br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(Type1, "snappy", HttpStatusCode.BadRequest)]
    [InlineData(Type2, "snappy", HttpStatusCode.BadRequest)]
    [InlineData(Type1, "zstd", HttpStatusCode.BadRequest)]
    public async Task Write_WhatIsNoMessage_IsRefused(string contentType, string encoding, HttpStatusCode expected)
    {
        await using IngestServer server = await StartAsync();
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Encoding.ASCII.GetBytes("what is this?"), contentType, encoding);
        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
        if (contentType == Type2)
        {
            Assert.Equal(("0", "0", "0"), Written(answer));
        }
    }

    [Fact]
    public async Task Write_AMessageThatIsCutOff_StoresNothing()
    {
        await using IngestServer server = await StartAsync();
        byte[] message = WriteMessage.Version1(A);
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(message[..^3]), Type1, "snappy");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(server.Sink.AllSeries);
    }

    [Theory]
    [InlineData("snappy")]
    [InlineData("zstd")]
    public async Task Write_MoreThanAllowed_IsTooLarge(string encoding)
    {
        await using IngestServer server = await StartAsync(options: new RemoteWriteOptions { MaxMessageBytes = 1000, MaxRequestBytes = 2000 });
        using HttpResponseMessage unpacked = await server.PostAsync("/api/v1/write", Pack(new byte[1500], encoding), Type1, encoding);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, unpacked.StatusCode);
        using HttpResponseMessage packed = await server.PostAsync("/api/v1/write", new byte[2001], Type1, encoding);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, packed.StatusCode);
    }

    [Fact]
    public async Task Write_WhatCannotBeMadeDurable_IsAskedForAgain()
    {
        var sink = new InMemoryMetricSink { FlushFailure = new IOException("disk full") };
        await using IngestServer server = await StartAsync(sink);
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(WriteMessage.Version2(A)), Type2, "snappy");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(("0", "0", "0"), Written(answer));
        Assert.Contains("disk full", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_PastTheCapOnSeries_RefusesTheNewOnly()
    {
        await using IngestServer server = await StartAsync(new InMemoryMetricSink { MaxSeries = 1 });
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(WriteMessage.Version1(A, (["__name__", "b"], [(1, 1)]))), Type1, "snappy");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("no more series are allowed, got b", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, server.Sink.Samples("""a{x="1"}""").Count);
    }

    private static async Task PostOkAsync(IngestServer server, byte[] message, string contentType)
    {
        using HttpResponseMessage answer = await server.PostAsync("/api/v1/write", Pack(message), contentType, "snappy");
        Assert.True(answer.StatusCode == HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    private static (string, string, string) Written(HttpResponseMessage answer) =>
        (Header(answer, "Samples"), Header(answer, "Histograms"), Header(answer, "Exemplars"));

    private static string Header(HttpResponseMessage answer, string what) => answer.Headers.GetValues($"X-Prometheus-Remote-Write-{what}-Written").Single();

    private static byte[] Pack(byte[] message, string encoding = "snappy")
    {
        if (encoding == "snappy")
        {
            return Snappy.CompressToArray(message);
        }

        using var compressor = new ZstdSharp.Compressor();
        return compressor.Wrap(message).ToArray();
    }

    private static Task<IngestServer> StartAsync(InMemoryMetricSink? sink = null, RemoteWriteOptions? options = null) =>
        IngestServer.StartAsync(services => services.AddRemoteWriteReceiver(options), static endpoints => endpoints.MapRemoteWrite(), sink);
}
