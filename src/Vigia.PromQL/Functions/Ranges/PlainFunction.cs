using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>Functions that need only a window's bounds: counting, and its first or last sample.</summary>
internal sealed class PlainFunction(PlainFunction.Wish wish) : RangeFunction
{
    public enum Wish
    {
        Count,
        Present,
        First,
        Last,
        FirstTime,
        LastTime,
    }

    public override void Floats(in RangeWindows windows, Column result)
    {
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high > low)
            {
                result.Set(windows.FirstStep + i, Value(windows.Times[low..high], windows.Values[low..high]));
            }
        }
    }

    public override void Mixed(in MixedWindow window, Column result)
    {
        int index = wish == Wish.First ? 0 : window.Times.Length - 1;
        if (wish is Wish.First or Wish.Last && window.Histograms[index] is { } histogram)
        {
            result.Set(window.Step, histogram);
        }
        else
        {
            result.Set(window.Step, Value(window.Times, window.Values));
        }
    }

    private double Value(ReadOnlySpan<long> times, ReadOnlySpan<double> values) => wish switch
    {
        Wish.Count => times.Length,
        Wish.Present => 1,
        Wish.First => values[0],
        Wish.Last => values[^1],
        Wish.FirstTime => times[0] / 1000.0,
        _ => times[^1] / 1000.0,
    };
}
