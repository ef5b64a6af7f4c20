using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>A smoothed instant selector: the value on the line between the samples before and behind each step.</summary>
internal sealed class SmoothedSource(QueryContext context, SelectionReader reader, StepGrid times, TextSpan span) : SeriesSource
{
    public override int Count => reader.Count;

    public override LabelSet Labels(int index) => reader.Labels(index);

    public override void Read(int index, Column column, ReadScratch scratch)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        long lookback = context.Lookback;
        SampleColumns samples = reader.Read(index, times.Start - lookback + 1, times.End + lookback, scratch);
        ReadOnlySpan<long> timestamps = samples.Timestamps;
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
                SetSample(samples, next, step, column);
            }
            else if (hasBefore && !hasNext)
            {
                SetSample(samples, next - 1, step, column);
            }
            else if (hasBefore)
            {
                SetBetween(samples, next, step, time, column, reader.Labels(index).MetricName);
            }
        }

        context.Budget.AddRead(samples.Count, StepBits.Count(column.Present));
    }

    private static void SetSample(SampleColumns samples, int index, int step, Column column)
    {
        if (samples.HasHistograms && samples.Histograms[index] is { } histogram)
        {
            column.Set(step, histogram);
        }
        else
        {
            column.Set(step, samples.Values[index]);
        }
    }

    private void SetBetween(SampleColumns samples, int next, int step, long time, Column column, string metric)
    {
        long firstTime = samples.Timestamps[next - 1];
        long secondTime = samples.Timestamps[next];
        NativeHistogram? first = samples.HasHistograms ? samples.Histograms[next - 1] : null;
        NativeHistogram? second = samples.HasHistograms ? samples.Histograms[next] : null;
        if (first is null && second is null)
        {
            double before = samples.Values[next - 1];
            column.Set(step, before + ((samples.Values[next] - before) * (time - firstTime) / (secondTime - firstTime)));
        }
        else if (first is null || second is null)
        {
            context.Annotations.Warn(span, $"encountered a mix of histograms and floats for metric name {QuotedText.Quote(metric)}");
        }
        else if (first.UsesCustomBuckets() != second.UsesCustomBuckets())
        {
            context.Annotations.Warn(
                span, $"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {QuotedText.Quote(metric)}");
        }
        else
        {
            HistogramAddition addition = HistogramAddition.Plain;
            bool isCounter = second.ResetHint != CounterReset.Gauge;
            column.Set(step, HistogramInterpolation.At(first, firstTime, second, secondTime, time, isCounter, ref addition));
            if (addition.HasFlag(HistogramAddition.BoundsReconciled))
            {
                context.Annotations.Inform(span, "mismatched custom buckets were reconciled during addition");
            }
        }
    }
}
