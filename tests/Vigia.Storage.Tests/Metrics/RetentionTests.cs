using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Retention;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

public sealed class RetentionTests : IAsyncLifetime
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    // A multiple of 18 hours, so that spans begin here.
    private const long Start = 27_160 * 18 * Hour;
    private const int Samples = 18 * 60;

    private static readonly LabelSet Counter = LabelSet.Of(("__name__", "requests_total"), ("job", "api"));
    private static readonly LabelSet Gauge = LabelSet.Of(("__name__", "temperature"), ("job", "api"));
    private static readonly LabelSet Short = LabelSet.Of(("__name__", "debug"), ("job", "short"));
    private static readonly LabelSet Other = LabelSet.Of(("__name__", "other"), ("job", "other"));

    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));
    private MetricStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        var batch = new SampleBatch();
        for (int i = 0; i < Samples; i++)
        {
            batch.Clear();
            long time = Start + (i * 60_000L);
            batch.Add(_store.Resolve(Counter), time, CounterAt(i));
            batch.Add(_store.Resolve(Gauge), time, GaugeAt(i));
            batch.Add(_store.Resolve(Short), time, i);
            batch.Add(_store.Resolve(Other), time, i);
            _time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(time));
            Assert.Equal(0, _store.Append(batch));
        }

        _time.Advance(TimeSpan.FromHours(22));
        await _store.MaintainAsync(default);
        Assert.Equal([0, 300_000, 3_600_000], _store.Blocks.Select(static block => block.Resolution).Order());
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task MaintainAsync_RawExpired_AnswersFromFiveMinutes()
    {
        Assert.Equal(Samples, Read(Counter).Count);
        await AdvanceAsync(8);
        Assert.Equal([300_000, 3_600_000], _store.Blocks.Select(static block => block.Resolution).Order());
        Assert.Equal(["requests_total", "temperature"], _store.LabelValues("__name__", [], 0, long.MaxValue, 0, default));
        Assert.Equal(["__name__", "job"], _store.LabelNames([], 0, long.MaxValue, 0, default));
        Assert.Equal(Counter, Assert.Single(_store.Series([[new LabelMatcher(MatchKind.Equal, "__name__", "requests_total")]], 0, long.MaxValue, 0, default)));

        List<(long Time, double Value)> minima = Read(Gauge, "min_over_time", Hour);
        List<(long Time, double Value)> maxima = Read(Gauge, "max_over_time", Hour);
        List<(long Time, double Value)> sums = Read(Gauge, "sum_over_time", Hour);
        Assert.Equal(Samples / 5, minima.Count);
        for (int i = 0; i < minima.Count; i++)
        {
            double[] raw = [.. Enumerable.Range(i * 5, 5).Select(GaugeAt)];
            Assert.Equal((Start + (((i * 5) + 4) * 60_000L), raw.Min()), minima[i]);
            Assert.Equal(raw.Max(), maxima[i].Value);
            Assert.Equal(raw.Sum(), sums[i].Value, 9);
        }

        Assert.Equal(Samples, Read(Gauge, "count_over_time", Hour).Count);
        Assert.Equal(Enumerable.Range(0, Samples).Average(GaugeAt), Read(Gauge, "avg_over_time", Hour).Average(static sample => sample.Value), 9);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(95)]
    public async Task Read_DownsampledCounter_HasTheIncreaseOfTheOriginal(int days)
    {
        await AdvanceAsync(days);
        double exact = Increase([.. Enumerable.Range(4, Samples - 4).Select(CounterAt)]);
        List<(long Time, double Value)> read = Read(Counter, "increase", 10 * Hour);
        Assert.True(read.Count < Samples / 2);
        Assert.InRange(Increase([.. read.Select(static sample => sample.Value)]), exact * 0.9, exact + 1);

        // From sample to sample it is exact.
        int first = (int)((read[0].Time - Start) / 60_000);
        int last = (int)((read[^1].Time - Start) / 60_000);
        Assert.Equal(Increase([.. Enumerable.Range(first, last - first + 1).Select(CounterAt)]), Increase([.. read.Select(static sample => sample.Value)]), 6);

        // A short range finds enough to make a rate of, an instant finds a value.
        Assert.All(Gaps(Read(Counter, "rate", 300_000), reset: true), static gap => Assert.True(gap <= 100_000));
        Assert.All(Gaps(Read(Gauge, null, 0), reset: false), static gap => Assert.True(gap <= 120_000));
    }

    [Fact]
    public async Task MaintainAsync_AllExpired_DeletesEverything()
    {
        await AdvanceAsync(95);
        Assert.Equal([3_600_000], _store.Blocks.Select(static block => block.Resolution));
        await AdvanceAsync(800);
        Assert.Empty(_store.Blocks);
        Assert.Empty(Directory.GetFiles(_folder["blocks"]));
    }

    [Fact]
    public async Task MaintainAsync_ShorterRule_RemovesOnlyItsSeries()
    {
        await AdvanceAsync(3);
        Assert.Empty(Read(Short));
        Assert.Equal(Samples, Read(Other).Count);
        Assert.Equal(Samples, Read(Counter).Count);
        await _store.DisposeAsync();
        _store = await OpenAsync();
        Assert.Empty(Read(Short));
        Assert.Equal(Samples, Read(Other).Count);
    }

    [Fact]
    public async Task OpenAsync_RuleWithoutRoom_IsRefused()
    {
        await _store.DisposeAsync();
        Assert.Contains(
            "twice MaxBlockRange",
            (await Assert.ThrowsAsync<ArgumentException>(() => OpenAsync(static rules => [rules[0], rules[1] with { Raw = TimeSpan.FromHours(1) }]))).Message,
            StringComparison.Ordinal);
    }

    private static double CounterAt(int i) => i < 500 ? i * 3 : i < 507 ? (i - 500) * 2 : (i - 507) * 0.5;

    private static double GaugeAt(int i) => 20 + (i * 7919 % 100 / 10.0);

    private static double Increase(double[] values)
    {
        double increase = 0;
        for (int i = 1; i < values.Length; i++)
        {
            increase += values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
        }

        return increase;
    }

    private static IEnumerable<long> Gaps(List<(long Time, double Value)> samples, bool reset)
    {
        for (int i = 1; i < samples.Count; i++)
        {
            if (!reset || samples[i].Value >= samples[i - 1].Value)
            {
                yield return samples[i].Time - samples[i - 1].Time;
            }
        }
    }

    private async Task AdvanceAsync(int days)
    {
        _time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(Start + (days * Day) + (Samples * 60_000L)));
        await _store.MaintainAsync(default);
    }

    private List<(long Time, double Value)> Read(LabelSet labels, string? function = null, long range = Hour)
    {
        LabelMatcher[] matchers = [.. labels.Select(static label => new LabelMatcher(MatchKind.Equal, label.Name, label.Value))];
        using SeriesSelection selection = _store.Select(
            new SeriesQuery { Matchers = matchers, MinTime = 0, MaxTime = Start + (1000 * Day), Function = function, Range = range }, default);
        using var columns = new SampleColumns();
        for (int i = 0; i < selection.Count; i++)
        {
            Assert.Equal(labels, selection.Labels(i));
            selection.Read(i, 0, Start + (1000 * Day), columns);
        }

        return [.. columns.Timestamps.ToArray().Zip(columns.Values.ToArray())];
    }

    private Task<MetricStore> OpenAsync(Func<IReadOnlyList<RetentionRule>, IReadOnlyList<RetentionRule>>? change = null)
    {
        IReadOnlyList<RetentionRule> rules =
        [
            new RetentionRule { Matchers = [new LabelMatcher(MatchKind.Equal, "job", "short")], Raw = TimeSpan.FromDays(2) },
            new RetentionRule
            {
                Matchers = [new LabelMatcher(MatchKind.Equal, "job", "api")],
                Raw = TimeSpan.FromDays(7),
                Downsampled =
                [
                    new DownsampledRetention(TimeSpan.FromMinutes(5), TimeSpan.FromDays(90)),
                    new DownsampledRetention(TimeSpan.FromHours(1), TimeSpan.FromDays(730)),
                ],
            },
        ];
        var options = new MetricStoreOptions
        {
            Folder = _folder.Path,
            MaintenanceInterval = Timeout.InfiniteTimeSpan,
            MaxBlockRange = TimeSpan.FromHours(18),
            Retention = TimeSpan.FromDays(5),
            RetentionRules = change?.Invoke(rules) ?? rules,
        };
        return MetricStore.OpenAsync(options, _time, NullLogger.Instance, default);
    }
}
