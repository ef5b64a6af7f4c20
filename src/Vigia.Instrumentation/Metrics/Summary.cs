namespace Vigia.Instrumentation.Metrics;

/// <summary>
/// The number and the sum of observations, without quantiles: what Python's <c>prometheus_client</c> exposes for a
/// summary. Every member is thread safe.
/// </summary>
public sealed class Summary
{
    private long _count;
    private double _sum;

    internal Summary()
    {
    }

    /// <summary>How many observations were made.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The sum of all observations.</summary>
    public double Sum => Volatile.Read(ref _sum);

    /// <summary>Records <paramref name="value"/>.</summary>
    public void Observe(double value)
    {
        Interlocked.Increment(ref _count);
        AtomicDouble.Add(ref _sum, value);
    }
}
