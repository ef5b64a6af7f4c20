using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Administration;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

public sealed class AdministrationTests : IDisposable
{
    private const long Start = 1_760_004_000_000;
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task HeadStatistics_SomeSeries_CountsThem()
    {
        await using MetricStore store = await OpenAsync("store");
        Append(store, "a", 3);
        Append(store, "b", 1);
        HeadStatistics statistics = store.HeadStatistics(2);
        Assert.Equal(4, statistics.Series);
        Assert.Equal(5, statistics.LabelPairs);
        Assert.Equal(Start, statistics.MinTime);
        Assert.Equal(Start, statistics.MaxTime);
        Assert.Equal([new CountedName("a", 3), new CountedName("b", 1)], statistics.SeriesByMetricName);
        Assert.Equal([new CountedName("n", 3), new CountedName("__name__", 2)], statistics.ValuesByLabelName);
        Assert.Equal(new CountedName("__name__=a", 3), statistics.SeriesByLabelPair[0]);
        Assert.Equal(2, statistics.SeriesByLabelPair.Count);
    }

    [Fact]
    public async Task SnapshotAsync_BlocksAndHead_OpensAsAStore()
    {
        await using MetricStore store = await OpenAsync("store");
        Append(store, "a", 3);
        _time.Advance(TimeSpan.FromHours(5));
        await store.MaintainAsync(default);
        Append(store, "a", 2);
        await store.SnapshotAsync(_folder["snapshot"], withHead: true, default);
        await store.SnapshotAsync(_folder["blocks-only"], withHead: false, default);
        await Assert.ThrowsAsync<IOException>(() => store.SnapshotAsync(_folder["snapshot"], withHead: true, default));
        Append(store, "c", 1);

        await using MetricStore snapshot = await OpenAsync("snapshot");
        Assert.Equal(["a"], snapshot.LabelValues("__name__", [], 0, long.MaxValue, 0, default));
        Assert.Equal(2, Samples.Read(snapshot, Labels("a", 0)).Length);
        await using MetricStore blocks = await OpenAsync("blocks-only");
        Assert.Single(Samples.Read(blocks, Labels("a", 0)));
    }

    [Fact]
    public async Task MetricImport_AnyOrder_CanBeQueriedAndMerged()
    {
        await using MetricStore store = await OpenAsync("store");
        Append(store, "a", 1);
        var model = new Model();
        model.Add(Labels("a", 0), Start, 1);
        var import = new MetricImport(store, bufferedSamples: 700);
        var random = new Random(3);
        for (int series = 0; series < 5; series++)
        {
            long[] times = [.. Enumerable.Range(1, 400).Select(i => Start - (i * 1_000_003L))];
            random.Shuffle(times);
            double[] values = [.. times.Select(static time => time / 1000.0)];
            await import.AddAsync(Labels("a", series), times, values, default);
            for (int i = 0; i < times.Length; i++)
            {
                model.Add(Labels("a", series), times[i], values[i]);
            }
        }

        await import.CompleteAsync(default);
        Assert.Equal(2000, import.Samples);
        model.AssertEqual(store);
        Assert.True(store.Blocks.Count > 3);
        await store.MaintainAsync(default);
        model.AssertEqual(store);
        Assert.Empty(MetricStoreCheck.Run(_folder["store"], default));
    }

    [Fact]
    public async Task OpenMetricsExport_Floats_IsOpenMetrics()
    {
        await using MetricStore store = await OpenAsync("store");
        var batch = new SampleBatch();
        SeriesRef series = store.Resolve(LabelSet.Of(("__name__", "a"), ("path", "C:\\\"x\"\n"), ("n", "1")));
        batch.Add(series, Start, 0.1);
        batch.Add(series, Start + 1, double.PositiveInfinity);
        batch.Add(series, Start + 1000, StaleMarker.Value);
        batch.Add(store.Resolve(LabelSet.Of(("__name__", "b c"))), Start, double.NaN);
        store.Append(batch);
        var text = new StringWriter();
        var query = new SeriesQuery { Matchers = [new LabelMatcher(MatchKind.NotEqual, "__name__", "")], MinTime = 0, MaxTime = long.MaxValue };
        (long written, long skipped, IReadOnlyList<string> warnings) = await OpenMetricsExport.WriteAsync(store, query, text, default);
        Assert.Equal((3, 1, 0), (written, skipped, warnings.Count));
        Assert.Equal(
            "# TYPE a unknown\n"
            + "a{n=\"1\",path=\"C:\\\\\\\"x\\\"\\n\"} 0.1 1760004000\n"
            + "a{n=\"1\",path=\"C:\\\\\\\"x\\\"\\n\"} +Inf 1760004000.001\n"
            + "# TYPE \"b c\" unknown\n"
            + "{\"b c\"} NaN 1760004000\n"
            + "# EOF\n",
            text.ToString());
    }

    [Fact]
    public async Task MetricStoreCheck_DamagedChunk_IsTold()
    {
        await using (MetricStore store = await OpenAsync("store"))
        {
            Append(store, "a", 3);
            _time.Advance(TimeSpan.FromHours(5));
            await store.MaintainAsync(default);
        }

        Assert.Empty(MetricStoreCheck.Run(_folder["store"], default));
        string block = Assert.Single(Directory.GetFiles(_folder["store/blocks"]));
        byte[] bytes = await File.ReadAllBytesAsync(block);
        bytes[22] ^= 1;
        await File.WriteAllBytesAsync(block, bytes);
        StoreFinding finding = Assert.Single(MetricStoreCheck.Run(_folder["store"], default));
        Assert.Equal(block, finding.File);
        Assert.Contains("checksum", finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaintainAsync_RetentionBySize_DeletesTheOldest()
    {
        await using MetricStore store = await OpenAsync("store", static options => options with { RetentionBytes = 3000, MaxBlockRange = options.BlockRange });
        for (int i = 0; i < 30; i++)
        {
            Append(store, "a", 5);
            _time.Advance(TimeSpan.FromHours(2));
            await store.MaintainAsync(default);
        }

        Assert.InRange(store.Blocks.Count, 1, 10);
        Assert.InRange(store.Blocks.Sum(static block => block.Bytes), 1, 3000);
        Assert.Equal(store.Blocks.Count, Directory.GetFiles(_folder["store/blocks"]).Length);
        Assert.InRange(Samples.Read(store, Labels("a", 0)).Length, 1, 12);
    }

    [Fact]
    public async Task MaintainAsync_SeriesWithoutSamples_LeaveTheHead()
    {
        await using MetricStore store = await OpenAsync("store");
        Append(store, "a", 2000);
        SeriesRef old = store.Resolve(Labels("a", 7));
        _time.Advance(TimeSpan.FromHours(5));
        Append(store, "b", 1);
        await store.MaintainAsync(default);
        Assert.Equal(1, store.Statistics.Series);
        Assert.Equal(2, store.HeadStatistics(10).LabelPairs);
        var batch = new SampleBatch();
        batch.Add(old, Start + 1, 1);
        Assert.Equal(1, store.Append(batch));
        Assert.Equal(AppendStatus.UnknownSeries, batch.Status[0]);
        Assert.Null(store.Labels(old));
        Assert.NotEqual(old, store.Resolve(Labels("a", 7)));
        Assert.Single(Samples.Read(store, Labels("a", 7)));
    }

    private static LabelSet Labels(string name, int n) => LabelSet.Of(("__name__", name), ("n", $"{n}"));

    private void Append(MetricStore store, string name, int series)
    {
        var batch = new SampleBatch();
        for (int i = 0; i < series; i++)
        {
            batch.Add(store.Resolve(Labels(name, i)), _time.GetUtcNow().ToUnixTimeMilliseconds(), i + 1);
        }

        Assert.Equal(0, store.Append(batch));
    }

    private Task<MetricStore> OpenAsync(string name, Func<MetricStoreOptions, MetricStoreOptions>? change = null)
    {
        var options = new MetricStoreOptions { Folder = _folder[name], MaintenanceInterval = Timeout.InfiniteTimeSpan };
        return MetricStore.OpenAsync(change?.Invoke(options) ?? options, _time, NullLogger.Instance, default);
    }
}
