using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>rate</c>, <c>increase</c> and <c>delta</c>: the difference over a window, extrapolated to its bounds.</summary>
internal sealed class ExtrapolatedFunction(bool isCounter, bool isRate) : RangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        if (windows.Call.IsExtended)
        {
            ExtendedWindows.Evaluate(windows, result, isCounter, isRate);
            return;
        }

        ReadOnlySpan<int> resets = isCounter ? CounterResets.Find(windows.Values, windows.Scratch) : [];
        ReadOnlySpan<double> values = windows.Values;
        ReadOnlySpan<long> times = windows.Times;
        ReadOnlySpan<int> lows = windows.Low;
        ReadOnlySpan<int> highs = windows.High[..lows.Length];
        Span<double> to = result.Values.AsSpan(windows.FirstStep, lows.Length);
        Span<ulong> present = result.Present;
        long end = windows.Call.EndOf(windows.FirstStep);
        long stride = windows.Call.FixedEnd is null ? windows.Call.Steps.Step : 0;
        long range = windows.Call.Range;
        double divisor = isRate ? windows.Call.Seconds : 1;
        int firstReset = 0;
        for (int i = 0; i < lows.Length; i++, end += stride)
        {
            int low = lows[i];
            int last = highs[i] - 1;
            if (last <= low)
            {
                continue;
            }

            double first = values[low];
            double difference = values[last] - first;
            if (resets.Length > 0)
            {
                while (firstReset < resets.Length && resets[firstReset] <= low)
                {
                    firstReset++;
                }

                for (int r = firstReset; r < resets.Length && resets[r] <= last; r++)
                {
                    difference += values[resets[r] - 1];
                }
            }

            to[i] = difference * Factor(range, end, times[low], times[last], last - low, difference, first) / divisor;
            int step = windows.FirstStep + i;
            present[step >> 6] |= 1UL << step;
        }
    }

    public override void Mixed(in MixedWindow window, Column result)
    {
        if (window.HistogramCount > 0 && window.FloatCount > 0)
        {
            WarnMixed(window);
            return;
        }

        if (window.HistogramCount == 0)
        {
            FloatsOf(window, result);
            NoteName(window.Call, window.Metric, null);
            return;
        }

        if (window.Call.IsExtended)
        {
            if (ExtendedHistograms.Difference(window, isCounter) is { } extended)
            {
                result.Set(window.Step, isRate ? HistogramArithmetic.Scale(extended, window.Call.Seconds, divides: true) : extended);
            }

            return;
        }

        if (window.HistogramCount < 2)
        {
            return;
        }

        NativeHistogram? difference = HistogramDifference.Of(window, isCounter);
        if (difference is not null)
        {
            double factor = Factor(
                window.Call.Range, window.Call.EndOf(window.Step), window.Times[0], window.Times[^1], window.Times.Length - 1,
                difference.Count, window.Histograms[0]!.Count);
            result.Set(window.Step, HistogramArithmetic.Scale(difference, isRate ? factor / window.Call.Seconds : factor));
        }
    }

    public override void Noted(RangeCall call, string metric, LabelSet labels, Column result)
    {
        if (!result.IsEmpty)
        {
            NoteName(call, metric, labels);
        }
    }

    private void NoteName(RangeCall call, string metric, LabelSet? labels)
    {
        if (!isCounter || metric.Length == 0)
        {
            return;
        }

        if (call.Context.Options.UsesTypeLabels)
        {
            string type = labels?[MetricLabels.Type] ?? "";
            if (labels is not null && type is not ("counter" or "histogram"))
            {
                call.Context.Annotations.Inform(
                    call.Span,
                    $"metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", got {QuotedText.Quote(type)}: {QuotedText.Quote(metric)}");
            }
        }
        else if (!metric.EndsWith("_total", StringComparison.Ordinal) && !metric.EndsWith("_sum", StringComparison.Ordinal)
            && !metric.EndsWith("_count", StringComparison.Ordinal) && !metric.EndsWith("_bucket", StringComparison.Ordinal))
        {
            call.Context.Annotations.Inform(
                call.Span, $"metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {QuotedText.Quote(metric)}");
        }
    }

    /// <summary>
    /// What the sampled difference is multiplied by to reach the window's bounds. In seconds, as Prometheus computes, so that a gap of just
    /// the threshold is on the same side of it.
    /// </summary>
    private double Factor(long range, long end, long first, long last, int gaps, double difference, double firstValue)
    {
        double toStart = (first - (end - range)) / 1000.0;
        double toEnd = (end - last) / 1000.0;
        double sampled = (last - first) / 1000.0;
        double average = sampled / gaps;
        double threshold = average * 1.1;
        if (toStart >= threshold)
        {
            toStart = average / 2;
        }

        if (isCounter && difference > 0 && firstValue >= 0)
        {
            // A counter is never below zero, so the series cannot reach further back than to where its line meets it.
            toStart = Math.Min(toStart, sampled * (firstValue / difference));
        }

        if (toEnd >= threshold)
        {
            toEnd = average / 2;
        }

        return (sampled + toStart + toEnd) / sampled;
    }
}
