using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>A smoothed instant selector: the value on the line between the samples before and behind each step.</summary>
internal sealed class SmoothedSource(QueryContext context, SelectionReader reader, StepGrid times) : SeriesSource
{
    public const string HistogramMessage = "smoothed and anchored modifiers do not work with native histograms";

    public override int Count => reader.Count;

    public override LabelSet Labels(int index) => reader.Labels(index);

    public override void Read(int index, Column column, ReadScratch scratch)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        long lookback = context.Lookback;
        SampleColumns samples = reader.Read(index, times.Start - lookback + 1, times.End + lookback, scratch);
        if (samples.HasHistograms)
        {
            throw new QueryException(QueryErrorKind.Execution, HistogramMessage);
        }

        ReadOnlySpan<long> timestamps = samples.Timestamps;
        ReadOnlySpan<double> values = samples.Values;
        int next = 0;
        for (int step = 0; step < times.Count; step++)
        {
            long time = times.At(step);
            while (next < timestamps.Length && timestamps[next] < time)
            {
                next++;
            }

            bool hasNext = next < timestamps.Length && timestamps[next] <= time + lookback;
            bool hasBefore = next > 0 && timestamps[next - 1] > time - lookback;
            if (hasNext && timestamps[next] == time)
            {
                column.Set(step, values[next]);
            }
            else if (hasBefore)
            {
                double before = values[next - 1];
                column.Set(step, !hasNext ? before
                    : before + ((values[next] - before) * (time - timestamps[next - 1]) / (timestamps[next] - timestamps[next - 1])));
            }
        }

        context.Budget.AddRead(samples.Count, StepBits.Count(column.Present));
    }
}
