using CsCheck;
using Vigia.Instrumentation.Metrics;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class CounterTests
{
    [Fact]
    public void Increment_FromManyThreads_LosesNothing() =>
        Gen.Int[1, 40].Select(Gen.Int[1, 5_000]).Sample(
            (threads, increments) =>
            {
                Counter counter = new MetricRegistry().CreateCounter("c_total", "Total");
                InThreads(threads, () =>
                {
                    for (int i = 0; i < increments; i++)
                    {
                        counter.Increment();
                    }
                });
                Assert.Equal((double)threads * increments, counter.Value);
            },
            iter: 40);

    [Fact]
    public void Increment_ByMoreThreadsThanStripesAtOnce_LosesNothing()
    {
        Counter counter = new MetricRegistry().CreateCounter("c_total", "Total");
        using var all = new Barrier(100);
        InThreads(100, () =>
        {
            counter.Increment();

            // All are alive here, so most of them can own no stripe.
            all.SignalAndWait();
            for (int i = 0; i < 2_000; i++)
            {
                counter.Increment(0.5);
            }
        });
        Assert.Equal(100 + (100 * 1_000), counter.Value);
    }

    [Fact]
    public void Increment_BySuccessiveThreads_KeepsWhatTheDeadOnesCounted()
    {
        Counter counter = new MetricRegistry().CreateCounter("c_total", "Total");
        for (int i = 0; i < 300; i++)
        {
            InThreads(1, counter.Increment);
        }

        Assert.Equal(300, counter.Value);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(-double.Epsilon)]
    [InlineData(double.NaN)]
    public void Increment_NegativeOrNaN_IsRefused(double amount)
    {
        Counter counter = new MetricRegistry().CreateCounter("c_total", "Total");
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Increment(amount));
        Assert.Equal(0, counter.Value);
    }

    [Fact]
    public void Increment_ResolvedHandle_AllocatesNothing()
    {
        MetricFamily<Counter> family = new MetricRegistry().CreateCounter("c_total", "Total", ["a", "b"]);
        Counter counter = family.WithLabels("x", "y");
        counter.Increment();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            counter.Increment();
            family.WithLabels("x", "y").Increment(2);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(30_001, counter.Value);
    }

    [Fact]
    public void Add_GaugeFromManyThreads_LosesNothing()
    {
        Gauge gauge = new MetricRegistry().CreateGauge("g", "Now");
        InThreads(8, () =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                gauge.Add(3);
                gauge.Decrement();
            }
        });
        Assert.Equal(8 * 5_000 * 2, gauge.Value);
    }

    internal static void InThreads(int count, Action work)
    {
        var threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            threads[i] = new Thread(() => work());
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }
}
