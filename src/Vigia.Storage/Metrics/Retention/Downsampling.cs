using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Retention;

/// <summary>Writes a series' aggregates into a block; docs/formats/metrics-blocks.md. Not thread-safe.</summary>
internal sealed class Downsampling(long resolution) : IDisposable
{
    /// <summary>A counter decreases only when it begins again: more often than once in so many samples, it is a gauge.</summary>
    private const int SamplesPerReset = 8;

    private readonly SampleColumns[] _columns = [new(), new(), new(), new(), new()];

    public void Write(LabelSet labels, UInt128 hash, SampleColumns samples, BlockWriter writer, ChunkScratch scratch)
    {
        Aggregate(samples);
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Count > 0)
            {
                writer.BeginSeries(labels.With(Aggregates.Label, Aggregates.Names[i]), hash);
                SeriesChunker.Write(_columns[i], writer, scratch);
            }
        }
    }

    public void Dispose()
    {
        foreach (SampleColumns columns in _columns)
        {
            columns.Dispose();
        }
    }

    private void Aggregate(SampleColumns samples)
    {
        foreach (SampleColumns columns in _columns)
        {
            columns.Clear();
        }

        bool keepsResets = Resets(samples) * (long)SamplesPerReset <= samples.Count;
        SampleColumns last = _columns[(int)Retention.Aggregate.Last];
        for (int start = 0; start < samples.Count;)
        {
            long interval = MergePlan.Floor(samples.Timestamps[start], resolution);
            (double min, double max, double sum, long count) = (double.NaN, double.NaN, 0, 0);
            int newest = -1;
            int i = start;
            for (; i < samples.Count && samples.Timestamps[i] - interval < resolution; i++)
            {
                double value = samples.Values[i];
                if (samples.HasHistograms && samples.Histograms[i] is { } histogram)
                {
                    newest = histogram.IsStale ? newest : i;
                    continue;
                }

                if (StaleMarker.Is(value))
                {
                    continue;
                }

                if (keepsResets && newest >= 0 && value < samples.Values[newest])
                {
                    KeepOnce(samples, newest, last);
                    KeepOnce(samples, i, last);
                }

                newest = i;
                (min, max) = count == 0 ? (value, value) : (Least(min, value), Most(max, value));
                sum += value;
                count++;
            }

            if (newest >= 0)
            {
                KeepOnce(samples, newest, last);
            }

            if (count > 0)
            {
                long time = samples.Timestamps[newest];
                _columns[(int)Retention.Aggregate.Min].Add(time, min);
                _columns[(int)Retention.Aggregate.Max].Add(time, max);
                _columns[(int)Retention.Aggregate.Sum].Add(time, sum);
                _columns[(int)Retention.Aggregate.Count].Add(time, count);
            }

            start = i;
        }
    }

    private static int Resets(SampleColumns samples)
    {
        int resets = 0;
        for (int i = 1; i < samples.Count; i++)
        {
            resets += samples.Values[i] < samples.Values[i - 1] ? 1 : 0;
        }

        return resets;
    }

    private static void KeepOnce(SampleColumns samples, int index, SampleColumns target)
    {
        if (target.Count == 0 || target.Timestamps[^1] < samples.Timestamps[index])
        {
            samples.CopyTo(index, target);
        }
    }

    // As PromQL does: a number comes before NaN.
    private static double Least(double a, double b) => double.IsNaN(a) || b < a ? b : a;

    private static double Most(double a, double b) => double.IsNaN(a) || b > a ? b : a;
}
