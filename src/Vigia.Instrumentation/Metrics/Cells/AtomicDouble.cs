namespace Vigia.Instrumentation.Metrics.Cells;

internal static class AtomicDouble
{
    public static void Add(ref double location, double amount)
    {
        double seen = Volatile.Read(ref location);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref location, seen + amount, seen);

            // Compared as bits: a NaN never equals itself and would loop for ever.
            if (BitConverter.DoubleToInt64Bits(before) == BitConverter.DoubleToInt64Bits(seen))
            {
                return;
            }

            seen = before;
        }
    }
}
