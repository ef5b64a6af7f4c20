using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>Differences of native histograms between the bounds of a window, as <see cref="ExtendedWindows"/> takes them of floats.</summary>
internal static class ExtendedHistograms
{
    /// <summary>The difference over a window of histograms alone; null where there is none, or they do not fit together, which is said.</summary>
    public static NativeHistogram? Difference(in MixedWindow window, bool isCounter)
    {
        RangeCall call = window.Call;
        long end = call.EndOf(window.Step);
        long start = end - call.Range;
        ReadOnlySpan<long> times = window.Times;
        int first = ExtendedWindows.First(times, start);
        int last = times.Length - 1;
        if (call.IsSmoothed)
        {
            last = 0;
            while (last < times.Length - 1 && times[last] < end)
            {
                last++;
            }
        }

        if (times[last] <= start || times[first] > end)
        {
            return null;
        }

        if (!IsUniform(window.Histograms[Math.Min(first, last)..(last + 1)]))
        {
            call.Context.Annotations.Warn(
                call.Span,
                $"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {QuotedText.Quote(window.Metric)}");
            return null;
        }

        NoteKind(window, first, last, isCounter);
        HistogramAddition subtraction = HistogramAddition.Plain;
        bool isLeftBetween = call.IsSmoothed && times[first] < start && first + 1 < times.Length;
        bool isRightBetween = call.IsSmoothed && last > 0 && times[last] > end;
        NativeHistogram left = isLeftBetween ? Between(window, first, start, isCounter, ref subtraction) : window.Histograms[first]!;
        NativeHistogram right = isRightBetween ? Between(window, last - 1, end, isCounter, ref subtraction) : window.Histograms[last]!;
        bool isLeftReset = isLeftBetween && left.ResetHint == CounterReset.Reset;
        if (isLeftReset && first == last - 1)
        {
            // Both bounds are on the way up from the same reset.
            right = right with { ResetHint = CounterReset.Unknown };
        }

        var difference = new HistogramSum(right);
        subtraction |= difference.Add(left, -1);
        Note(window, subtraction, "subtraction");
        if (isCounter && last > first)
        {
            AddResets(window, difference, left, right, first + 1, last, isLeftReset);
        }

        difference.ResetHint = CounterReset.Gauge;
        return difference.ToHistogram();
    }

    private static void AddResets(
        in MixedWindow window, HistogramSum difference, NativeHistogram left, NativeHistogram right, int from, int last, bool isLeftReset)
    {
        NativeHistogram previous = left;
        HistogramAddition addition = HistogramAddition.Plain;
        for (int i = from; i <= last; i++)
        {
            NativeHistogram current = i == last ? right : window.Histograms[i]!;

            // The reset before the first sample within is in the left bound already.
            bool isCounted = isLeftReset && i == from && i < last;
            if (!isCounted && HistogramArithmetic.IsReset(current, previous))
            {
                addition |= difference.Add(previous);
            }

            previous = current;
        }

        Note(window, addition, "addition");
    }

    private static NativeHistogram Between(in MixedWindow window, int index, long time, bool isCounter, ref HistogramAddition addition) =>
        HistogramInterpolation.At(
            window.Histograms[index]!, window.Times[index], window.Histograms[index + 1]!, window.Times[index + 1], time, isCounter, ref addition);

    private static bool IsUniform(ReadOnlySpan<NativeHistogram?> histograms)
    {
        foreach (NativeHistogram? histogram in histograms)
        {
            if (histogram!.UsesCustomBuckets() != histograms[0]!.UsesCustomBuckets())
            {
                return false;
            }
        }

        return true;
    }

    private static void NoteKind(in MixedWindow window, int first, int last, bool isCounter)
    {
        bool hasGauge = false;
        foreach (NativeHistogram? histogram in window.Histograms[Math.Min(first, last)..(last + 1)])
        {
            hasGauge |= histogram!.ResetHint == CounterReset.Gauge;
        }

        bool isGauge = window.Histograms[first]!.ResetHint == CounterReset.Gauge && window.Histograms[last]!.ResetHint == CounterReset.Gauge;
        if (isCounter ? hasGauge : !isGauge)
        {
            window.Call.Context.Annotations.Warn(
                window.Call.Span, $"this native histogram metric is not a {(isCounter ? "counter" : "gauge")}: {QuotedText.Quote(window.Metric)}");
        }
    }

    private static void Note(in MixedWindow window, HistogramAddition addition, string operation)
    {
        if (addition.HasFlag(HistogramAddition.BoundsReconciled))
        {
            window.Call.Context.Annotations.Inform(window.Call.Span, $"mismatched custom buckets were reconciled during {operation}");
        }
    }
}
