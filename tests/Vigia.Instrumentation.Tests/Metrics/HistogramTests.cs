using CsCheck;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class HistogramTests
{
    private static readonly Gen<double[]> Bounds =
        Gen.Double[-1_000, 1_000].HashSet[1, 200].Select(set => set.Order().ToArray());

    [Fact]
    public void Observe_AnyValueAndBounds_FallsWhereALinearSearchPutsIt() =>
        Gen.Select(Bounds, Gen.OneOf(Gen.Double[-1_100, 1_100], Gen.Double.Special).Array[1, 50]).Sample((bounds, values) =>
        {
            Histogram histogram = new MetricRegistry().CreateHistogram("h", "Help", bounds);
            var expected = new long[bounds.Length + 1];
            foreach (double value in values.Concat(bounds))
            {
                histogram.Observe(value);
                expected[Linear(bounds, value)]++;
            }

            Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(histogram.CountOf));
            Assert.Equal(values.Length + bounds.Length, histogram.Count);
        });

    [Fact]
    public async Task Scrape_WhileOthersObserve_CountEqualsTheLastBucketAndNeverFalls()
    {
        var registry = new MetricRegistry();
        Histogram histogram = registry.CreateHistogram("h_seconds", "Help", [0.1, 0.5, 1.0, 2.0, 5.0]);
        using var stop = new CancellationTokenSource();
        using var observing = new CountdownEvent(3);
        Task[] observers = [.. Enumerable.Range(0, 3).Select(seed => Task.Factory.StartNew(
            () => ObserveUntil(histogram, seed, observing, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        observing.Wait(TestContext.Current.CancellationToken);
        double last = 0;
        for (int i = 0; i < 200; i++)
        {
            List<ParsedSample> samples = ParsedExposition.Parse(await Exposed.TextAsync(registry))["h_seconds"].Samples;
            double count = samples.Single(sample => sample.Name == "h_seconds_count").Value;
            double[] buckets = [.. samples.Where(sample => sample.Name == "h_seconds_bucket").Select(sample => sample.Value)];
            Assert.Equal(count, buckets[^1]);
            Assert.Equal(buckets.Order(), buckets);
            Assert.True(count >= last, $"{count} after {last}");
            last = count;
        }

        await stop.CancelAsync();
        await Task.WhenAll(observers);
        Assert.True(last > 0);
    }

    [Fact]
    public void Observe_FromManyThreads_LosesNothing()
    {
        var registry = new MetricRegistry();
        Histogram histogram = registry.CreateHistogram("h", "Help", [1, 2, 3]);
        Summary summary = registry.CreateSummary("s", "Help");
        CounterTests.InThreads(40, () =>
        {
            for (int i = 0; i < 3_000; i++)
            {
                histogram.Observe(i % 5);
                summary.Observe(i % 5);
            }
        });
        Assert.Equal(40 * 3_000, histogram.Count);
        Assert.Equal(40 * 6_000, histogram.Sum);
        Assert.Equal(40 * 3_000, summary.Count);
        Assert.Equal(40 * 6_000, summary.Sum);
    }

    [Fact]
    public void Observe_InSteadyState_AllocatesNothing()
    {
        Histogram histogram = new MetricRegistry().CreateHistogram("h", "Help", [1, 2, 3]);
        histogram.Observe(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            histogram.Observe(i % 5);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ObserveUntil(Histogram histogram, int seed, CountdownEvent observing, CancellationToken stop)
    {
        var random = new Random(seed);
        histogram.Observe(random.NextDouble() * 6);
        observing.Signal();
        while (!stop.IsCancellationRequested)
        {
            histogram.Observe(random.NextDouble() * 6);
        }
    }

    private static int Linear(double[] bounds, double value)
    {
        int bucket = 0;
        while (bucket < bounds.Length && !(value <= bounds[bucket]))
        {
            bucket++;
        }

        return bucket;
    }
}
