using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>
/// Differences between the bounds of windows: <c>anchored</c> takes the samples at or before them, <c>smoothed</c> the line between the
/// samples around them. The windows given reach a lookback beyond the bounds.
/// </summary>
internal static class ExtendedWindows
{
    public static void Evaluate(in RangeWindows windows, Column result, bool isCounter, bool isRate)
    {
        RangeCall call = windows.Call;
        for (int i = 0; i < windows.Count; i++)
        {
            int step = windows.FirstStep + i;
            ReadOnlySpan<long> times = windows.Times[windows.Low[i]..windows.High[i]];
            ReadOnlySpan<double> values = windows.Values[windows.Low[i]..windows.High[i]];
            long end = call.EndOf(step);
            long start = end - call.Range;
            if (times.IsEmpty)
            {
                continue;
            }

            int first = First(times, start);
            int last = times.Length - 1;
            if (call.IsSmoothed)
            {
                last = 0;
                while (last < times.Length - 1 && times[last] < end)
                {
                    last++;
                }
            }

            if (times[last] <= start)
            {
                continue;
            }

            double left = call.IsSmoothed && times[first] < start && first + 1 < times.Length
                ? Interpolate(times, values, first, start, isCounter) : values[first];
            double right = call.IsSmoothed && last > 0 && times[last] > end
                ? Interpolate(times, values, last - 1, end, isCounter) : values[last];
            double difference = right - left;
            if (isCounter)
            {
                int from = times[first] <= start ? first + 1 : first;
                int to = times[last] >= end ? last - 1 : last;
                difference += Correction(values, from, to, left, right);
            }

            result.Set(step, isRate ? difference / call.Seconds : difference);
        }
    }

    /// <summary>The last sample at or before the start, or the first at all.</summary>
    public static int First(ReadOnlySpan<long> times, long start)
    {
        int first = 0;
        while (first < times.Length - 1 && times[first] <= start)
        {
            first++;
        }

        return Math.Max(0, first - 1);
    }

    private static double Interpolate(ReadOnlySpan<long> times, ReadOnlySpan<double> values, int index, long time, bool isCounter)
    {
        double before = values[index];
        double behind = values[index + 1];
        if (isCounter && behind < before)
        {
            before = 0;
        }

        return before + ((behind - before) * (time - times[index]) / (times[index + 1] - times[index]));
    }

    private static double Correction(ReadOnlySpan<double> values, int from, int to, double left, double right)
    {
        double correction = 0;
        double previous = left;
        for (int i = from; i <= to; i++)
        {
            correction += values[i] < previous ? previous : 0;
            previous = values[i];
        }

        return correction + (right < previous ? previous : 0);
    }
}
