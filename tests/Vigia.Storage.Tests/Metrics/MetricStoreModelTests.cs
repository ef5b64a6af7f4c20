using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

/// <summary>Whatever is done to a store, it holds what a sorted list holds.</summary>
public sealed class MetricStoreModelTests
{
    private const long Start = 1_760_000_400_000;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is null ? 60 : 2000;

    private enum Kind
    {
        Append,
        AppendLate,
        Advance,
        Maintain,
        Reopen,
        Delete,
        Clean,
    }

    [Fact]
    public Task Store_AnyOperations_HoldsWhatTheModelHolds() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 7], Gen.Int[1, 200]).Array[1, 40].SampleAsync(RunAsync, iter: Rounds, threads: 2);

    private static async Task RunAsync((Kind Kind, int Series, int Amount)[] operations)
    {
        using var folder = new TemporaryDirectory();
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var model = new Model();
        MetricStore store = await OpenAsync(folder.Path, time);
        try
        {
            foreach ((Kind kind, int series, int amount) in operations)
            {
                long now = time.GetUtcNow().ToUnixTimeMilliseconds();
                switch (kind)
                {
                    case Kind.Append:
                        Append(store, model, series, Enumerable.Range(0, amount).Select(i => now - ((amount - 1 - i) * 1000L)));
                        break;
                    case Kind.AppendLate:
                        Append(store, model, series, Enumerable.Range(0, amount).Select(i => now - ((i * 7919L) % 600_000)));
                        break;
                    case Kind.Advance:
                        time.Advance(TimeSpan.FromMinutes(amount));
                        break;
                    case Kind.Maintain:
                        await store.MaintainAsync(default);
                        break;
                    case Kind.Reopen:
                        await store.DisposeAsync();
                        store = await OpenAsync(folder.Path, time);
                        break;
                    case Kind.Delete:
                        long from = now - (amount * 60_000L);
                        await store.DeleteSeriesAsync([[new LabelMatcher(MatchKind.Equal, "n", $"{series}")]], from, from + 3_000_000, default);
                        model.Delete(labels => labels["n"] == $"{series}", from, from + 3_000_000);
                        break;
                    default:
                        await store.CleanTombstonesAsync(default);
                        break;
                }

                model.AssertEqual(store);
                model.AssertEqual(store, now - 5_000_000, now - 1_000_000);
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static void Append(MetricStore store, Model model, int series, IEnumerable<long> times)
    {
        var labels = LabelSet.Of(("__name__", $"m{series % 3}"), ("n", $"{series}"));
        var batch = new SampleBatch();
        SeriesRef reference = store.Resolve(labels);
        foreach (long at in times)
        {
            batch.Add(reference, at, (at % 100_000 / 100.0) + series);
        }

        store.Append(batch);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Status[i] == AppendStatus.Appended)
            {
                model.Add(labels, batch.Timestamps[i], batch.Values[i]);
            }
        }

        Assert.DoesNotContain(AppendStatus.UnknownSeries, batch.Status.ToArray());
    }

    private static Task<MetricStore> OpenAsync(string folder, TimeProvider time) => MetricStore.OpenAsync(
        new MetricStoreOptions { Folder = folder, MaintenanceInterval = Timeout.InfiniteTimeSpan, CheckpointBytes = 64 << 10 }, time, NullLogger.Instance, default);
}
