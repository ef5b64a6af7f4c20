using Vigia.Model.Metrics;
using Vigia.Server.Ingest.RemoteWrite;
using Xunit;

namespace Vigia.Server.Tests.Ingest;

public sealed class SeriesCacheTests
{
    [Fact]
    public void TryGet_PastTheCapacity_ForgetsWhatWasNotUsed()
    {
        var cache = new SeriesCache(6400);
        for (ulong i = 1; i <= 100_000; i++)
        {
            cache.Set(Key(i), new SeriesRef(i));
            Assert.True(cache.TryGet(Key(1), out SeriesRef used));
            Assert.Equal(1UL, used.Value);
        }

        Assert.InRange(cache.Count, 3000, 6400);
        Assert.True(cache.Evicted > 90_000);
        Assert.False(cache.TryGet(Key(2), out _));
    }

    [Fact]
    public void TryGet_InAnyOrder_FindsEachSeries()
    {
        const int Count = 5000;
        var cache = new SeriesCache(100_000);
        for (ulong i = 1; i <= Count; i++)
        {
            cache.Set(Key(i), new SeriesRef(i));
        }

        var random = new Random(17);
        ulong[] order = [.. Enumerable.Range(1, Count).Select(static i => (ulong)i)];
        for (int round = 0; round < 5; round++)
        {
            // Each order twice: the second time it is the expected one.
            random.Shuffle(order);
            for (int time = 0; time < 2; time++)
            {
                SeriesPlace place = default;
                foreach (ulong i in order)
                {
                    Assert.True(cache.TryGet(Key(i), ref place, out SeriesRef series));
                    Assert.Equal(i, series.Value);
                }

                Assert.False(cache.TryGet(Key(Count + 1), ref place, out _));
            }
        }

        Assert.Equal((Count, 0L), (cache.Count, cache.Evicted));
    }

    [Fact]
    public void Set_OfAKnownKey_TakesItsPlace()
    {
        var cache = new SeriesCache(100);
        cache.Set(Key(1), new SeriesRef(1));
        cache.Set(Key(1), new SeriesRef(7));
        Assert.True(cache.TryGet(Key(1), out SeriesRef series));
        Assert.Equal((7UL, 1), (series.Value, cache.Count));
    }

    [Fact]
    public async Task TryGet_WhileOthersAdd_NeverFindsAnotherSeries()
    {
        // Small generations: pages and tables grow and are dropped all the time.
        var cache = new SeriesCache(20_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            SeriesPlace place = default;
            for (ulong i = 1; i <= 60_000; i++)
            {
                ulong id = ((i * 7) + (ulong)thread) % 30_000;
                if (cache.TryGet(Key(id), ref place, out SeriesRef series))
                {
                    Assert.Equal(id + 1, series.Value);
                }
                else
                {
                    cache.Set(Key(id), new SeriesRef(id + 1));
                }
            }
        })));
        Assert.InRange(cache.Count, 1, 20_000);
        Assert.True(cache.Evicted > 0);
    }

    private static UInt128 Key(ulong i) => new((i + 1) * 0x9E3779B97F4A7C15, i);
}
