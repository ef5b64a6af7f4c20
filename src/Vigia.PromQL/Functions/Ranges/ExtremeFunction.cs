using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary><c>min_over_time</c> and <c>max_over_time</c>, and when that was. NaN counts only where there is nothing else.</summary>
internal sealed class ExtremeFunction(bool isMax, bool givesTime) : FloatRangeFunction
{
    public override void Floats(in RangeWindows windows, Column result)
    {
        // The candidates of a window ascend by index and descend by value: each sample comes and goes once.
        Span<int> queue = windows.Scratch.Indexes(windows.Values.Length);
        ReadOnlySpan<double> values = windows.Values;
        int head = 0;
        int tail = 0;
        int next = 0;
        for (int i = 0; i < windows.Count; i++)
        {
            int low = windows.Low[i];
            int high = windows.High[i];
            if (high <= low)
            {
                continue;
            }

            for (next = Math.Max(next, low); next < high; next++)
            {
                double value = values[next];
                if (double.IsNaN(value))
                {
                    continue;
                }

                while (tail > head && Gives(value, values[queue[tail - 1]]))
                {
                    tail--;
                }

                queue[tail++] = next;
            }

            while (head < tail && queue[head] < low)
            {
                head++;
            }

            int best = head < tail ? queue[head] : high - 1;
            result.Set(windows.FirstStep + i, givesTime ? windows.Times[best] / 1000.0 : values[best]);
        }
    }

    /// <summary>Whether a newer value takes an older one's place; of equal ones the newer, which matters for its time.</summary>
    private bool Gives(double newer, double older) => isMax ? newer >= older : newer <= older;
}
