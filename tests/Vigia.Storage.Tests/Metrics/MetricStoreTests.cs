using System.IO.Hashing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>The embedded store passes the contract, and comes back as it was.</summary>
public sealed class MetricStoreTests : MetricStoreContract
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Now));
    private MetricStore _store = null!;

    protected override IMetricSink Sink => _store;

    protected override IMetricSource Source => _store;

    protected override IMetricCatalog Catalog => _store;

    public override async ValueTask InitializeAsync() => _store = await OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task OpenAsync_AfterClose_HasEverything()
    {
        SeriesRef series = Sink.Resolve(Up);
        (long, double)[] samples = [.. Enumerable.Range(0, 500).Select(i => (Now - 1_000_000 + (i * 1000L), i * 0.1))];
        Append(series, samples);
        Append(Sink.Resolve(Other), (Now, StaleMarker.Value));
        var batch = new SampleBatch();
        batch.Histograms.Add(new HistogramSample(Sink.Resolve(Latency), Now, Histograms.Integer(4)));
        batch.Exemplars.Add((series, new Exemplar(LabelSet.Of(("trace_id", "1")), 0.5, Now)));
        Sink.Append(batch);
        Sink.SetMetadata("up", new MetricMetadata(MetricType.Gauge, "Up.", ""));

        await _store.DisposeAsync();
        _store = await OpenAsync();

        Assert.Equal(samples, Read(Up));
        Assert.True(StaleMarker.Is(Assert.Single(Read(Other)).Value));
        Assert.Equal(series, Sink.Resolve(Up));
        using SeriesSelection selection = Source.Select(Query("latency"), default);
        using var columns = new SampleColumns();
        selection.Read(0, long.MinValue, long.MaxValue, columns);
        Assert.Equal([Histograms.Integer(4)], columns.Histograms.ToArray());
        Assert.Single(Catalog.Exemplars([], 0, Now, default));
        Assert.Single(Catalog.Metadata("up", 0, 0));
        Append(series, (Now + 1, 5));
        Assert.Equal(501, Read(Up).Length);
    }

    [Fact]
    public async Task OpenAsync_WhileOpen_IsRefused() =>
        Assert.Contains("another process", (await Assert.ThrowsAsync<IOException>(OpenAsync)).Message, StringComparison.Ordinal);

    [Fact]
    public void Append_Late_IsPutWhereItBelongs()
    {
        SeriesRef series = Sink.Resolve(Up);
        int[] order = [.. Enumerable.Range(0, 600)];
        var random = new Random(7);

        // Shuffled within ten minutes.
        for (int i = 0; i < order.Length; i++)
        {
            int other = Math.Min(order.Length - 1, i + random.Next(500));
            (order[i], order[other]) = (order[other], order[i]);
        }

        foreach (int i in order)
        {
            SampleBatch batch = Batch(series, (Now - 600_000 + (i * 1000L), i));
            Sink.Append(batch);
            Assert.Equal(AppendStatus.Appended, batch.Status[0]);
            Sink.Append(batch);
            Assert.Equal(AppendStatus.Repeated, batch.Status[0]);
        }

        Assert.Equal(Enumerable.Range(0, 600).Select(i => (Now - 600_000 + (i * 1000L), (double)i)), Read(Up));
    }

    [Fact]
    public void Append_OutsideTheBounds_IsRefused()
    {
        SeriesRef series = Sink.Resolve(Up);
        Append(series, (Now, 1));
        SampleBatch batch = Batch(
            series, (Now - 600_001, 2), (Now - 600_000, 3), (Now + 600_001, 4), (Now + 600_000, 5), (Now - (16 * 86_400_000L), 6));
        Assert.Equal(3, Sink.Append(batch));
        Assert.Equal(
            [AppendStatus.TooOld, AppendStatus.Appended, AppendStatus.TooNew, AppendStatus.Appended, AppendStatus.TooOld], batch.Status.ToArray());
    }

    [Fact]
    public void Append_AfterTheClockWasSetBack_GoesOn()
    {
        _time.AutoAdvanceAmount = TimeSpan.Zero;
        SeriesRef series = Sink.Resolve(Up);
        Append(series, (Now - 1000, 1));
        _time.Advance(TimeSpan.FromDays(300));
        Append(series, (Now + (300 * 86_400_000L), 2));
        _time.AdjustTime(DateTimeOffset.FromUnixTimeMilliseconds(Now));
        Append(series, (Now, 3), (Now + 1000, 4));
        Assert.Equal([(Now - 1000, 1.0), (Now, 3), (Now + 1000, 4), (Now + (300 * 86_400_000L), 2)], Read(Up));
    }

    [Fact]
    public async Task MaintainAsync_AfterTheClockWasSetBack_CutsAgain()
    {
        Append(Sink.Resolve(Up), (Now, 1));
        _time.Advance(TimeSpan.FromDays(10));
        await _store.MaintainAsync(default);
        Assert.Single(_store.Blocks);
        _time.AdjustTime(DateTimeOffset.FromUnixTimeMilliseconds(Now + 60_000));
        Append(Sink.Resolve(Up), (Now + 60_000, 2));
        _time.Advance(TimeSpan.FromHours(5));
        await _store.MaintainAsync(default);
        Assert.Equal(0, _store.Statistics.Series);
        Assert.Equal([(Now, 1.0), (Now + 60_000, 2.0)], Read(Up));
    }

    [Fact]
    public async Task Resolve_BeyondTheCap_IsNone()
    {
        await _store.DisposeAsync();
        _store = await OpenAsync(options => options with { MaxSeries = 2 });
        SeriesRef up = Sink.Resolve(Up);
        Assert.False(Sink.Resolve(Other).IsNone);
        Assert.True(Sink.Resolve(Latency).IsNone);
        Assert.Equal(up, Sink.Resolve(Up));
        Assert.Equal(1, _store.Statistics.RefusedSeries);
    }

    [Fact]
    public void Resolve_HugeLabels_IsNone()
    {
        Assert.True(Sink.Resolve(LabelSet.Of(("a", new string('x', 400_000)))).IsNone);
        Assert.True(Sink.Resolve(LabelSet.From(Enumerable.Range(0, 5000).Select(static i => new Label($"l{i}", "x")))).IsNone);
        Assert.False(Sink.Resolve(LabelSet.Of(("a", new string('x', 300_000)))).IsNone);
        Assert.Equal(2, _store.Statistics.RefusedSeries);
    }

    [Theory]
    [InlineData("blocks", "*.block", 240)]
    [InlineData("journal", "*.journal", 0)]
    public async Task OpenAsync_NewerVersion_IsRefusedAndTouchesNothing(string folder, string pattern, int fromEnd)
    {
        Append(Sink.Resolve(Up), (Now - 3_600_000, 1));
        _time.Advance(TimeSpan.FromHours(5));
        await _store.MaintainAsync(default);
        Append(Sink.Resolve(Up), (Now, 2));
        await _store.DisposeAsync();
        string file = Directory.GetFiles(_folder["store/" + folder], pattern).Single();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        if (fromEnd > 0)
        {
            bytes[^24] = 2;
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 16), XxHash3.HashToUInt64(bytes.AsSpan(bytes.Length - 256, fromEnd)));
        }
        else
        {
            bytes[8] = 2;
            BitConverter.TryWriteBytes(bytes.AsSpan(32), XxHash3.HashToUInt64(bytes.AsSpan(0, 32)));
        }

        await File.WriteAllBytesAsync(file, bytes);
        Assert.Contains("version 2", (await Assert.ThrowsAsync<NewerFormatException>(OpenAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task OpenAsync_WrongOptions_TellsAllErrors()
    {
        string message = (await Assert.ThrowsAsync<ArgumentException>(
            () => OpenAsync(options => options with { Folder = " ", MaxSeries = 0, Retention = TimeSpan.FromDays(-1) }))).Message;
        Assert.Contains("Folder", message, StringComparison.Ordinal);
        Assert.Contains("MaxSeries", message, StringComparison.Ordinal);
        Assert.Contains("Retention", message, StringComparison.Ordinal);
    }

    private Task<MetricStore> OpenAsync() => OpenAsync(static options => options);

    private Task<MetricStore> OpenAsync(Func<MetricStoreOptions, MetricStoreOptions> change) => MetricStore.OpenAsync(
        change(new MetricStoreOptions { Folder = _folder["store"], MaintenanceInterval = Timeout.InfiniteTimeSpan }), _time, NullLogger.Instance, default);
}
