using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>An instant selector: at each step the newest sample that is not older than the lookback and not a stale marker.</summary>
/// <param name="context">The query.</param>
/// <param name="reader">The series.</param>
/// <param name="times">The times to look at: those of the steps, moved.</param>
/// <param name="givesTimestamps">Whether the values are the samples' times in seconds.</param>
internal sealed class SelectorSource(QueryContext context, SelectionReader reader, StepGrid times, bool givesTimestamps) : SeriesSource
{
    public override int Count => reader.Count;

    public override LabelSet Labels(int index) => reader.Labels(index);

    public override void Read(int index, Column column, ReadScratch scratch)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        SampleColumns samples = reader.ReadAll(index, times.Start - context.Lookback + 1, times.End, scratch);
        context.Budget.Hold(samples.Count);
        int found = samples.HasHistograms ? FillMixed(samples, column) : FillFloats(samples, column);
        context.Budget.Release(samples.Count);
        context.Budget.AddRead(samples.Count, found);
    }

    private int FillFloats(SampleColumns samples, Column column)
    {
        long lookback = context.Lookback;
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        ReadOnlySpan<double> values = samples.Values;
        Span<double> result = column.Values.AsSpan(0, times.Count);
        Span<ulong> present = column.Present;
        int next = 0;
        int found = 0;
        long time = times.Start;
        long stride = times.Step;
        ulong bits = 0;
        for (int step = 0; step < result.Length; step++, time += stride)
        {
            while ((uint)next < (uint)timestamps.Length && timestamps[next] <= time)
            {
                next++;
            }

            int newest = next - 1;
            if ((uint)newest < (uint)values.Length && timestamps[newest] > time - lookback && !StaleMarker.Is(values[newest]))
            {
                result[step] = givesTimestamps ? timestamps[newest] / 1000.0 : values[newest];
                bits |= 1UL << step;
            }

            if ((step & 63) == 63 || step == result.Length - 1)
            {
                present[step >> 6] = bits;
                found += System.Numerics.BitOperations.PopCount(bits);
                bits = 0;
            }
        }

        return found;
    }

    private int FillMixed(SampleColumns samples, Column column)
    {
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        int next = 0;
        for (int step = 0; step < times.Count; step++)
        {
            long time = times.At(step);
            while (next < timestamps.Length && timestamps[next] <= time)
            {
                next++;
            }

            int newest = next - 1;
            if (newest < 0 || timestamps[newest] <= time - context.Lookback)
            {
                continue;
            }

            if (samples.Histograms[newest] is { } histogram)
            {
                if (!histogram.IsStale)
                {
                    SetHistogram(column, step, timestamps[newest], histogram);
                }
            }
            else if (!StaleMarker.Is(samples.Values[newest]))
            {
                column.Set(step, givesTimestamps ? timestamps[newest] / 1000.0 : samples.Values[newest]);
            }
        }

        return StepBits.Count(column.Present);
    }

    private void SetHistogram(Column column, int step, long timestamp, NativeHistogram histogram)
    {
        if (givesTimestamps)
        {
            column.Set(step, timestamp / 1000.0);
        }
        else
        {
            column.Set(step, histogram);
        }
    }
}
