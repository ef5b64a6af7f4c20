using System.Numerics;
using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>Where a counter began again.</summary>
internal static class CounterResets
{
    /// <summary>The indexes of samples that are below the one before, ascending.</summary>
    public static ReadOnlySpan<int> Find(ReadOnlySpan<double> values, ReadScratch scratch)
    {
        int lanes = Vector<double>.Count;
        int i = 1;
        int count = 0;
        Span<int> found = [];

        // Most counters never begin again: look at a vector at a time and stop only where one does.
        for (; i + lanes <= values.Length; i += lanes)
        {
            if (Vector.LessThanAny(new Vector<double>(values[i..]), new Vector<double>(values[(i - 1)..])))
            {
                found = found.IsEmpty ? scratch.Indexes(values.Length) : found;
                count = Collect(values, i, i + lanes, found, count);
            }
        }

        if (i < values.Length)
        {
            found = found.IsEmpty ? scratch.Indexes(values.Length) : found;
            count = Collect(values, i, values.Length, found, count);
        }

        return found[..count];
    }

    private static int Collect(ReadOnlySpan<double> values, int from, int to, Span<int> found, int count)
    {
        for (int i = from; i < to; i++)
        {
            if (values[i] < values[i - 1])
            {
                found[count++] = i;
            }
        }

        return count;
    }
}
