namespace Vigia.Instrumentation.Metrics;

/// <summary>Counts observations in buckets with fixed upper bounds. Every member is thread safe.</summary>
public sealed class Histogram
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private double _sum;

    internal Histogram(double[] bounds)
    {
        _bounds = bounds;
        _counts = new long[bounds.Length + 1];
    }

    /// <summary>The finite upper bounds, ascending; the bucket <c>+Inf</c> is always there beside them.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>How many observations were made.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
            }

            return count;
        }
    }

    /// <summary>The sum of all observations.</summary>
    public double Sum => Volatile.Read(ref _sum);

    /// <summary>Records <paramref name="value"/> in the first bucket whose bound is not below it.</summary>
    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < _bounds.Length && !(value <= _bounds[bucket]))
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        AtomicDouble.Add(ref _sum, value);
    }

    internal long CountOf(int bucket) => Volatile.Read(ref _counts[bucket]);
}
