using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Functions.Ranges;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>A function over ranges: each series is decoded once, then a window slides over its samples.</summary>
internal sealed class RangeSource(RangeCall call, SampleReader reader, RangeFunction function) : SeriesSource
{
    public override int Count => reader.Count;

    public override LabelSet Labels(int index) => reader.Labels(index);

    public override bool DropsName(int index) => reader.DropsName(index);

    public override void Read(int index, Column column, ReadScratch scratch)
    {
        call.Context.Cancellation.ThrowIfCancellationRequested();
        long before = call.IsExtended ? call.Context.Lookback : 0;
        long behind = call.IsSmoothed ? call.Context.Lookback : 0;
        SampleColumns samples = reader.Read(index, call.FirstEnd - call.Range - before + 1, call.LastEnd + behind, scratch);
        if (samples.Count == 0)
        {
            return;
        }

        call.Context.Budget.Hold(samples.Count);
        try
        {
            Evaluate(index, samples, before, behind, column, scratch);
        }
        finally
        {
            call.Context.Budget.Release(samples.Count);
        }
    }

    private void Evaluate(int index, SampleColumns samples, long before, long behind, Column column, ReadScratch scratch)
    {
        int steps = call.Steps.Count;
        (int[] low, int[] high) = scratch.Windows(steps);
        long queryable = Slide(samples.Timestamps, call.Range + before, behind, low, high);
        call.Context.Budget.AddRead(samples.Count, queryable);
        string metric = reader.Labels(index).MetricName;
        if (samples.HasHistograms)
        {
            ReadMixed(samples, low, high, metric, column, scratch);
            return;
        }

        function.Floats(new RangeWindows
        {
            Call = call,
            Times = samples.Timestamps,
            Values = samples.Values,
            Low = low.AsSpan(0, steps),
            High = high.AsSpan(0, steps),
            Scratch = scratch,
        }, column);
        function.Noted(call, metric, reader.Labels(index), column);
    }

    private void ReadMixed(SampleColumns samples, int[] low, int[] high, string metric, Column column, ReadScratch scratch)
    {
        for (int step = 0; step < call.Steps.Count; step++)
        {
            if (high[step] <= low[step])
            {
                continue;
            }

            var range = new Range(low[step], high[step]);
            ReadOnlySpan<NativeHistogram?> histograms = samples.Histograms[range];
            int count = 0;
            foreach (NativeHistogram? histogram in histograms)
            {
                count += histogram is null ? 0 : 1;
            }

            function.Mixed(new MixedWindow
            {
                Call = call,
                Step = step,
                Metric = metric,
                Times = samples.Timestamps[range],
                Values = samples.Values[range],
                Histograms = histograms,
                HistogramCount = count,
                Scratch = scratch,
            }, column);
        }
    }

    /// <summary>Finds each step's window, open on the left; how many samples all windows have together.</summary>
    private long Slide(ReadOnlySpan<long> times, long length, long behind, int[] low, int[] high)
    {
        int first = 0;
        int end = 0;
        long total = 0;
        int steps = call.Steps.Count;
        long windowEnd = call.FirstEnd;
        long stride = call.FixedEnd is null ? call.Steps.Step : 0;
        Span<int> lows = low.AsSpan(0, steps);
        Span<int> highs = high.AsSpan(0, steps);
        for (int step = 0; step < lows.Length; step++, windowEnd += stride)
        {
            long windowStart = windowEnd - length;
            while ((uint)first < (uint)times.Length && times[first] <= windowStart)
            {
                first++;
            }

            while ((uint)end < (uint)times.Length && times[end] <= windowEnd + behind)
            {
                end++;
            }

            int last = Math.Max(end, first);
            lows[step] = first;
            highs[step] = last;
            total += last - first;
        }

        return total;
    }
}
