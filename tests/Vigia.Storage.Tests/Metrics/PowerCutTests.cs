using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics;
using Vigia.Storage.Tests.Files;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>What was acknowledged is there bit for bit, whenever the power goes, and whatever the disk made of what was not synced.</summary>
public sealed class PowerCutTests
{
    private const long Start = 1_760_000_400_000;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 60 : 1000;

    [Fact]
    public async Task FlushAsync_PowerCutAnywhere_KeepsWhatWasAcknowledged()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            using var folder = new TemporaryDirectory();
            var disk = new PowerCutFiles(folder["before"], seed) { CutAt = 4 + (seed * 7 % 300) };
            Model acknowledged = await WriteUntilCutAsync(folder["before"], disk, seed);
            disk.Cut();
            disk.Restore(folder["after"]);
            var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start + 86_400_000));
            await using (MetricStore store = await OpenAsync(folder["after"], DiskFiles.Instance, time))
            {
                AssertHolds(store, acknowledged, seed);
                await store.MaintainAsync(default);
                AssertHolds(store, acknowledged, seed);
            }

            await using MetricStore again = await OpenAsync(folder["after"], DiskFiles.Instance, time);
            AssertHolds(again, acknowledged, seed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_FullOrDyingDisk_GoesOnWhenItIsWellAgain(bool failsSyncs)
    {
        using var folder = new TemporaryDirectory();
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var disk = new PowerCutFiles(folder["before"], 1);
        var model = new Model();
        MetricStore store = await OpenAsync(folder["before"], disk, time);
        Append(store, model, 0, Start - 5000);
        await store.FlushAsync(default);

        (disk.Room, disk.FailsSyncs) = failsSyncs ? (long.MaxValue, true) : (13, false);
        Append(store, model, 1, Start - 4000);
        await Assert.ThrowsAsync<IOException>(async () => await store.FlushAsync(default));
        Append(store, model, 2, Start - 3000);
        await Assert.ThrowsAsync<IOException>(async () => await store.FlushAsync(default));
        Assert.True(store.Statistics.IsJournalFailing);
        Assert.Equal(2, store.Statistics.JournalFailures);
        model.AssertEqual(store);

        (disk.Room, disk.FailsSyncs) = (long.MaxValue, false);
        Append(store, model, 3, Start - 2000);
        await store.FlushAsync(default);
        Assert.False(store.Statistics.IsJournalFailing);
        disk.Cut();
        disk.Restore(folder["after"]);
        await using MetricStore after = await OpenAsync(folder["after"], DiskFiles.Instance, time);
        model.AssertEqual(after);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            Append(store, model, 4, Start - 1000);
            await store.DisposeAsync();
        });
    }

    [Fact]
    public async Task Append_DiskFullForLong_IsRefusedBeforeMemoryIs()
    {
        using var folder = new TemporaryDirectory();
        var disk = new PowerCutFiles(folder.Path, 1) { Room = 0 };
        MetricStore store = await OpenAsync(folder.Path, disk, new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start)));
        var model = new Model();
        Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                Append(store, model, 0, Start - 600_000 + i);
            }
        });
        disk.Room = long.MaxValue;
        await store.FlushAsync(default);
        Append(store, model, 0, Start);
        await store.DisposeAsync();
    }

    private static async Task<Model> WriteUntilCutAsync(string folder, PowerCutFiles disk, int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var acknowledged = new Model();
        MetricStore? store = null;
        try
        {
            store = await OpenAsync(folder, disk, time);
            for (int round = 0; round < 200; round++)
            {
                var pending = new Model();
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    Append(store, pending, random.Next(20), time.GetUtcNow().ToUnixTimeMilliseconds() + i);
                }

                await store.FlushAsync(default);
                foreach ((LabelSet labels, SortedDictionary<long, long> samples) in pending.Series)
                {
                    foreach ((long at, long bits) in samples)
                    {
                        acknowledged.Add(labels, at, BitConverter.Int64BitsToDouble(bits));
                    }
                }

                time.Advance(TimeSpan.FromMinutes(random.Next(1, 60)));
                if (random.Next(4) == 0)
                {
                    await store.MaintainAsync(default);
                }
            }
        }
        catch (IOException)
        {
            Assert.True(disk.IsCut);
        }

        disk.Cut();
        if (store is not null)
        {
            try
            {
                await store.DisposeAsync();
            }
            catch (IOException exception)
            {
                // What waits can no longer be written; the process is as good as dead.
                Assert.Contains("power", exception.Message, StringComparison.Ordinal);
            }
        }

        return acknowledged;
    }

    private static void Append(MetricStore store, Model model, int series, long time)
    {
        var labels = LabelSet.Of(("__name__", "m"), ("n", $"{series}"));
        var batch = new SampleBatch();
        batch.Add(store.Resolve(labels), time, time * 0.1);
        Assert.Equal(0, store.Append(batch));
        model.Add(labels, time, time * 0.1);
    }

    /// <summary>More may be there: what was written and not acknowledged.</summary>
    private static void AssertHolds(MetricStore store, Model model, int seed)
    {
        foreach ((LabelSet labels, SortedDictionary<long, long> samples) in model.Series)
        {
            HashSet<(long, long)> read = [.. Samples.Read(store, labels).Select(static sample => (sample.Time, BitConverter.DoubleToInt64Bits(sample.Value)))];
            foreach ((long at, long bits) in samples)
            {
                Assert.True(read.Contains((at, bits)), $"seed {seed}: {labels} lacks the sample at {at}");
            }
        }
    }

    private static Task<MetricStore> OpenAsync(string folder, IFiles files, TimeProvider time) => MetricStore.OpenAsync(
        new MetricStoreOptions
        {
            Folder = folder,
            MaintenanceInterval = Timeout.InfiniteTimeSpan,
            CheckpointBytes = 4096,
            Retention = TimeSpan.Zero,
            Journal = new JournalOptions { SegmentBytes = 2048, FlushBytes = 4096, PendingBytes = 1 << 20 },
        },
        files,
        time,
        NullLogger.Instance,
        default);
}
