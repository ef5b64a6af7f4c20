using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>irate</c> and <c>idelta</c>: the difference between a window's last two samples.</summary>
internal sealed class InstantChangeFunction(bool isRate) : RangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        ReadOnlySpan<double> values = windows.Values;
        for (int i = 0; i < windows.Count; i++)
        {
            int last = windows.High[i] - 1;
            if (last <= windows.Low[i])
            {
                continue;
            }

            double change = isRate && values[last] < values[last - 1] ? values[last] : values[last] - values[last - 1];
            double seconds = (windows.Times[last] - windows.Times[last - 1]) / 1000.0;
            result.Set(windows.FirstStep + i, isRate ? change / seconds : change);
        }
    }

    public override void Mixed(in MixedWindow window, Column result)
    {
        if (window.Times.Length < 2)
        {
            return;
        }

        NativeHistogram? last = window.Histograms[^1];
        NativeHistogram? before = window.Histograms[^2];
        if (last is null && before is null)
        {
            FloatsOf(window, result);
        }
        else if (last is null || before is null)
        {
            WarnMixed(window);
        }
        else
        {
            OfHistograms(window, last, before, result);
        }
    }

    private void OfHistograms(in MixedWindow window, NativeHistogram last, NativeHistogram before, Column result)
    {
        bool hasGauge = last.ResetHint == CounterReset.Gauge || before.ResetHint == CounterReset.Gauge;
        bool isAllGauge = last.ResetHint == CounterReset.Gauge && before.ResetHint == CounterReset.Gauge;
        if (isRate ? hasGauge : !isAllGauge)
        {
            window.Call.Context.Annotations.Warn(
                window.Call.Span, $"this native histogram metric is not a {(isRate ? "counter" : "gauge")}: {QuotedText.Quote(window.Metric)}");
        }

        var change = new HistogramSum(last);
        if (!isRate || !HistogramArithmetic.IsReset(last, before))
        {
            if (!change.IsCompatible(before))
            {
                WarnSchemas(window);
                return;
            }

            if (change.Add(before, -1).HasFlag(HistogramAddition.BoundsReconciled))
            {
                InformReconciled(window, "subtraction");
            }
        }

        change.ResetHint = CounterReset.Gauge;
        if (isRate)
        {
            change.Scale((window.Times[^1] - window.Times[^2]) / 1000.0, divides: true);
        }

        result.Set(window.Step, change.ToHistogram());
    }
}
