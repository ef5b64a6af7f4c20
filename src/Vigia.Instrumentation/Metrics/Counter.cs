namespace Vigia.Instrumentation.Metrics;

/// <summary>A value that only grows, exposed as one series. Handles are made once and kept; every member is thread safe.</summary>
public sealed class Counter
{
    private double _value;

    internal Counter()
    {
    }

    /// <summary>The total so far.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Adds one.</summary>
    public void Increment() => Increment(1);

    /// <summary>Adds <paramref name="amount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not a number: a counter never falls.</exception>
    public void Increment(double amount)
    {
        if (!(amount >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "A counter takes only amounts of zero or more.");
        }

        AtomicDouble.Add(ref _value, amount);
    }
}
