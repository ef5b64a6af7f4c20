using Vigia.Model.Labels;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>A function that leaves histograms out and says so where there are floats beside them.</summary>
internal abstract class FloatRangeFunction : RangeFunction
{
    /// <summary>How many floats a window needs before anything is said.</summary>
    protected virtual int NoteFrom => 1;

    public sealed override void Mixed(in MixedWindow window, Column result)
    {
        if (window.FloatCount < NoteFrom)
        {
            return;
        }

        if (window.HistogramCount > 0)
        {
            window.Call.Context.Annotations.Inform(
                window.Call.Span,
                $"ignored histograms in a range containing both floats and histograms for metric name {QuotedText.Quote(window.Metric)}");
        }

        FloatsOf(window, result);
    }
}
