using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Retention;

/// <summary>
/// Makes of a downsampled series samples that a query's function reads as it would read the originals: an instant selector finds a value
/// within its lookback, a rate finds two samples within its range, a mean and a count find as many samples as there were.
/// </summary>
internal static class CoarseSamples
{
    /// <summary>Shorter than any usual lookback.</summary>
    private const long Spacing = 120_000;

    /// <summary>Counts that one interval may be spread to.</summary>
    private const int MaxCount = 100_000;

    /// <summary>Appends what a block has from one time to another, both included.</summary>
    public static void Read(Block block, int series, Aggregate aggregate, long range, long minTime, long maxTime, SampleColumns target)
    {
        // One more interval on each side, to reach into the time asked for.
        long from = minTime < long.MinValue + block.Resolution ? long.MinValue : minTime - block.Resolution;
        long to = maxTime > long.MaxValue - block.Resolution ? long.MaxValue : maxTime + block.Resolution;
        using var coarse = new SampleColumns();
        block.Read(series, from, to, coarse);
        if (aggregate == Aggregate.Count)
        {
            using var sums = new SampleColumns();
            block.Read(series - 1, from, to, sums);
            Spread(block.Resolution, coarse, sums, minTime, maxTime, target);
            return;
        }

        for (int i = 0; i < coarse.Count; i++)
        {
            Add(coarse, i, coarse.Timestamps[i]);
            if (aggregate != Aggregate.Last || (coarse.HasHistograms && coarse.Histograms[i] is not null))
            {
                continue;
            }

            bool isLast = i + 1 == coarse.Count;
            long time = coarse.Timestamps[i];
            long end = isLast ? time + block.Resolution : Math.Min(coarse.Timestamps[i + 1], time + (2 * block.Resolution));
            if (range == 0)
            {
                for (long at = time + Spacing; at < end; at += Spacing)
                {
                    AddFloat(at, coarse.Values[i]);
                }
            }
            else if (!isLast && range < 3 * block.Resolution && end == coarse.Timestamps[i + 1] && coarse.Values[i + 1] >= coarse.Values[i])
            {
                long step = Math.Max(1, range / 3);
                double slope = (coarse.Values[i + 1] - coarse.Values[i]) / (end - time);
                for (long at = time + step; at < end; at += step)
                {
                    AddFloat(at, coarse.Values[i] + (slope * (at - time)));
                }
            }
        }

        void Add(SampleColumns source, int index, long time)
        {
            if (time >= minTime && time <= maxTime)
            {
                source.CopyTo(index, target);
            }
        }

        void AddFloat(long time, double value)
        {
            if (time >= minTime && time <= maxTime)
            {
                target.Add(time, value);
            }
        }
    }

    /// <summary>As many samples as there were, evenly over their interval, each of the mean.</summary>
    private static void Spread(long resolution, SampleColumns counts, SampleColumns sums, long minTime, long maxTime, SampleColumns target)
    {
        for (int i = 0; i < Math.Min(counts.Count, sums.Count); i++)
        {
            long time = counts.Timestamps[i];
            long count = Math.Clamp((long)counts.Values[i], 0, Math.Min(MaxCount, resolution));
            double mean = sums.Values[i] / counts.Values[i];
            long start = MergePlan.Floor(time, resolution);
            for (long n = 1; n <= count; n++)
            {
                long at = start + ((time - start) * n / count);
                if (at >= minTime && at <= maxTime && (target.Count == 0 || target.Timestamps[^1] < at))
                {
                    target.Add(at, mean);
                }
            }
        }
    }
}
