using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>How much a native histogram grew over a window.</summary>
internal static class HistogramDifference
{
    /// <summary>The last minus the first, resets added; null where they do not fit together, which is said.</summary>
    public static NativeHistogram? Of(in MixedWindow window, bool isCounter)
    {
        NativeHistogram first = window.Histograms[0]!;
        NativeHistogram last = window.Histograms[^1]!;
        bool hasGauge = first.ResetHint == CounterReset.Gauge || last.ResetHint == CounterReset.Gauge;
        if (isCounter && HistogramArithmetic.IsReset(window.Histograms[1]!, first))
        {
            // What was before a reset right behind the first sample matters no more, its layout neither.
            NativeHistogram second = window.Histograms[1]!;
            first = new NativeHistogram { Schema = second.Schema, CustomValues = second.CustomValues };
        }

        int schema = Math.Min(first.Schema, last.Schema);
        bool isCustom = first.UsesCustomBuckets();
        bool isUniform = last.UsesCustomBuckets() == isCustom;
        if (isCounter && isUniform)
        {
            foreach (NativeHistogram? between in window.Histograms[1..^1])
            {
                hasGauge |= between!.ResetHint == CounterReset.Gauge;
                schema = Math.Min(schema, between.Schema);
                isUniform &= between.UsesCustomBuckets() == isCustom;
            }
        }

        if (!isUniform)
        {
            window.Call.Context.Annotations.Warn(
                window.Call.Span,
                $"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {QuotedText.Quote(window.Metric)}");
            return null;
        }

        var difference = new HistogramSum(last);
        difference.ReduceTo(schema);
        Note(window, difference.Add(first, -1), "subtraction");
        if (isCounter)
        {
            NativeHistogram previous = first;
            foreach (NativeHistogram? current in window.Histograms[1..])
            {
                if (HistogramArithmetic.IsReset(current!, previous))
                {
                    Note(window, difference.Add(previous), "addition");
                }

                previous = current!;
            }
        }

        bool isAllGauge = window.Histograms[0]!.ResetHint == CounterReset.Gauge && last.ResetHint == CounterReset.Gauge;
        if (isCounter ? hasGauge : !isAllGauge)
        {
            window.Call.Context.Annotations.Warn(
                window.Call.Span,
                $"this native histogram metric is not a {(isCounter ? "counter" : "gauge")}: {QuotedText.Quote(window.Metric)}");
        }

        difference.ResetHint = CounterReset.Gauge;
        return difference.ToHistogram();
    }

    private static void Note(in MixedWindow window, HistogramAddition addition, string operation)
    {
        if (addition.HasFlag(HistogramAddition.BoundsReconciled))
        {
            window.Call.Context.Annotations.Inform(window.Call.Span, $"mismatched custom buckets were reconciled during {operation}");
        }
    }
}
