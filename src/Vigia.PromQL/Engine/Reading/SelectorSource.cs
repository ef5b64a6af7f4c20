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
        long lookback = context.Lookback;
        SampleColumns samples = reader.ReadAll(index, times.Start - lookback + 1, times.End, scratch);
        ReadOnlySpan<long> timestamps = samples.Timestamps;
        ReadOnlySpan<double> values = samples.Values;
        ReadOnlySpan<NativeHistogram?> histograms = samples.Histograms;
        Span<double> result = column.Values;
        Span<ulong> present = column.Present;
        int next = 0;
        int found = 0;
        long time = times.Start;
        for (int step = 0; step < times.Count; step++, time += times.Step)
        {
            while (next < timestamps.Length && timestamps[next] <= time)
            {
                next++;
            }

            int newest = next - 1;
            if (newest < 0 || timestamps[newest] <= time - lookback)
            {
                continue;
            }

            if (!histograms.IsEmpty && histograms[newest] is { } histogram)
            {
                if (!histogram.IsStale)
                {
                    found++;
                    SetHistogram(column, step, timestamps[newest], histogram);
                }
            }
            else if (!StaleMarker.Is(values[newest]))
            {
                found++;
                result[step] = givesTimestamps ? timestamps[newest] / 1000.0 : values[newest];
                present[step >> 6] |= 1UL << step;
            }
        }

        context.Budget.AddRead(samples.Count, found);
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
