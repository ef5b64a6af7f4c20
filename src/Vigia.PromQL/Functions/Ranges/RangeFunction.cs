using Vigia.Model.Labels;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>What a function makes of windows. Stateless; safe from any thread.</summary>
internal abstract class RangeFunction
{
    private static readonly int[] WholeLow = [0];

    /// <summary>All windows of a series without histograms. Sets only the steps that have a result.</summary>
    public abstract void Floats(in RangeWindows windows, Column result);

    /// <summary>One window of a series with histograms.</summary>
    public abstract void Mixed(in MixedWindow window, Column result);

    /// <summary>Called after a series of floats, for what is to be said of its metric.</summary>
    public virtual void Noted(RangeCall call, string metric, LabelSet labels, Column result)
    {
    }

    /// <summary>The result over a window's floats alone.</summary>
    protected void FloatsOf(in MixedWindow window, Column result)
    {
        long[] times = new long[window.FloatCount];
        double[] values = new double[window.FloatCount];
        int count = 0;
        for (int i = 0; i < window.Times.Length; i++)
        {
            if (window.Histograms[i] is null)
            {
                times[count] = window.Times[i];
                values[count++] = window.Values[i];
            }
        }

        Floats(new RangeWindows
        {
            Call = window.Call,
            Times = times,
            Values = values,
            Low = WholeLow,
            High = [count],
            Scratch = window.Scratch,
            FirstStep = window.Step,
        }, result);
    }

    protected static void WarnMixed(in MixedWindow window) =>
        window.Call.Context.Annotations.Warn(
            window.Call.Span, $"encountered a mix of histograms and floats for metric name {QuotedText.Quote(window.Metric)}");

    protected static void WarnSchemas(in MixedWindow window) =>
        window.Call.Context.Annotations.Warn(
            window.Call.Span,
            $"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {QuotedText.Quote(window.Metric)}");

    protected static void InformReconciled(in MixedWindow window, string operation) =>
        window.Call.Context.Annotations.Inform(window.Call.Span, $"mismatched custom buckets were reconciled during {operation}");
}
