using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>changes</c> and <c>resets</c>: how many samples differ from the one before in a certain way.</summary>
internal sealed class TurnFunction(bool countsResets) : RangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        // Running counts: a window's is a difference.
        ReadOnlySpan<double> values = windows.Values;
        Span<int> turns = windows.Scratch.Indexes(values.Length);
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            count += i > 0 && IsTurn(values[i - 1], values[i]) ? 1 : 0;
            turns[i] = count;
        }

        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high <= low)
            {
                continue;
            }

            int step = windows.FirstStep + i;
            if (windows.Call.IsAnchored)
            {
                long start = windows.Call.EndOf(step) - windows.Call.Range;
                if (windows.Times[high - 1] <= start)
                {
                    continue;
                }

                low += ExtendedWindows.First(windows.Times[low..high], start);
            }

            result.Set(step, turns[high - 1] - turns[low]);
        }
    }

    public override void Mixed(in MixedWindow window, Column result)
    {
        int first = 0;
        if (window.Call.IsAnchored)
        {
            long start = window.Call.EndOf(window.Step) - window.Call.Range;
            if (window.Times[^1] <= start)
            {
                return;
            }

            first = ExtendedWindows.First(window.Times, start);
        }

        int count = 0;
        for (int i = first + 1; i < window.Times.Length; i++)
        {
            NativeHistogram? before = window.Histograms[i - 1];
            NativeHistogram? now = window.Histograms[i];
            bool isTurn = before is null && now is null ? IsTurn(window.Values[i - 1], window.Values[i])
                : before is null || now is null
                || (countsResets ? HistogramArithmetic.IsReset(now, before) : !HistogramArithmetic.AreEqual(now, before));
            count += isTurn ? 1 : 0;
        }

        result.Set(window.Step, count);
    }

    private bool IsTurn(double before, double now) =>
        countsResets ? now < before : now != before && !(double.IsNaN(now) && double.IsNaN(before));
}
