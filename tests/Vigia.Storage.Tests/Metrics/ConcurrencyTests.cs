using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>Writers, readers and the maintenance at once: no sample is lost, none is read out of order, and all are there after a restart.</summary>
public sealed class ConcurrencyTests
{
    private const long Start = 1_760_004_000_000;
    private const int Writers = 3;
    private const int SeriesPerWriter = 40;
    private const int Rounds = 400;

    [Fact]
    public async Task Store_WritersReadersAndMaintenance_LoseNothing()
    {
        using var folder = new TemporaryDirectory();
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var model = new Model();
        await using (MetricStore store = await OpenAsync(folder.Path, time))
        {
            using var stop = new CancellationTokenSource();
            Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer, time, model)))];
            Task[] others =
            [
                Task.Run(() => ReadAsync(store, stop.Token)),
                Task.Run(() => MaintainAsync(store, stop.Token)),
            ];
            await Task.WhenAll(writers);
            await stop.CancelAsync();
            await Task.WhenAll(others);
            model.AssertEqual(store);
            await store.MaintainAsync(default);
            model.AssertEqual(store);
            Assert.True(store.Blocks.Count > 0);
        }

        await using MetricStore again = await OpenAsync(folder.Path, time);
        model.AssertEqual(again);
    }

    private static async Task WriteAsync(MetricStore store, int writer, FakeTimeProvider time, Model model)
    {
        var batch = new SampleBatch();
        for (int round = 0; round < Rounds; round++)
        {
            long now = Start + (round * 60_000L);
            lock (model)
            {
                if (time.GetUtcNow().ToUnixTimeMilliseconds() < now)
                {
                    time.SetUtcNow(DateTimeOffset.FromUnixTimeMilliseconds(now));
                }
            }

            batch.Clear();
            var labels = new List<LabelSet>();
            for (int series = 0; series < SeriesPerWriter; series++)
            {
                // Some series end and others begin; one is far behind.
                labels.Add(LabelSet.Of(("__name__", "m"), ("writer", $"{writer}"), ("n", $"{series}"), ("era", series % 4 == 0 ? $"{round / 100}" : "0")));
                batch.Add(store.Resolve(labels[^1]), series == 1 ? now - 7_200_000 : now, round + (series / 10.0));
            }

            store.Append(batch);
            for (int i = 0; i < batch.Count; i++)
            {
                // The one that is far behind may leave the head between the two calls.
                while (batch.Status[i] == AppendStatus.UnknownSeries)
                {
                    var again = new SampleBatch();
                    again.Add(store.Resolve(labels[i]), batch.Timestamps[i], batch.Values[i]);
                    store.Append(again);
                    batch.Status[i] = again.Status[0];
                }
            }

            lock (model)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    Assert.Equal(AppendStatus.Appended, batch.Status[i]);
                    model.Add(labels[i], batch.Timestamps[i], batch.Values[i]);
                }
            }

            await store.FlushAsync(default);
        }
    }

    private static async Task ReadAsync(MetricStore store, CancellationToken stop)
    {
        using var columns = new SampleColumns();
        var query = new SeriesQuery { Matchers = [new LabelMatcher(MatchKind.Equal, "__name__", "m")], MinTime = 0, MaxTime = long.MaxValue };
        var before = new Dictionary<LabelSet, int>();
        while (!stop.IsCancellationRequested)
        {
            using (SeriesSelection selection = store.Select(query, default))
            {
                Assert.Empty(selection.Warnings);
                for (int i = 0; i < selection.Count; i++)
                {
                    columns.Clear();
                    selection.Read(i, 0, long.MaxValue, columns);
                    for (int j = 1; j < columns.Count; j++)
                    {
                        Assert.True(columns.Timestamps[j] > columns.Timestamps[j - 1]);
                    }

                    // What one reader has seen, the next sees too.
                    LabelSet labels = selection.Labels(i);
                    Assert.True(columns.Count >= before.GetValueOrDefault(labels), $"{labels}: {columns.Count} after {before.GetValueOrDefault(labels)}");
                    before[labels] = columns.Count;
                }
            }

            await Task.Yield();
        }
    }

    private static async Task MaintainAsync(MetricStore store, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await store.MaintainAsync(default);
            await Task.Yield();
        }
    }

    private static Task<MetricStore> OpenAsync(string folder, TimeProvider time) => MetricStore.OpenAsync(
        new MetricStoreOptions
        {
            Folder = folder,
            MaintenanceInterval = Timeout.InfiniteTimeSpan,
            BlockRange = TimeSpan.FromMinutes(20),
            MaxBlockRange = TimeSpan.FromMinutes(180),
            CheckpointBytes = 64 << 10,
            ReaderPatience = TimeSpan.FromDays(1),
            Journal = new JournalOptions { SegmentBytes = 32 << 10 },
        },
        time,
        NullLogger.Instance,
        default);
}
