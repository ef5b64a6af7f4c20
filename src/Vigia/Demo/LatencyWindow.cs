namespace Vigia.Demo;

/// <summary>The newest latencies, at most 2,048, for quantiles. Not thread safe.</summary>
internal sealed class LatencyWindow
{
    private const int Size = 2048;

    private readonly double[] _seconds = new double[Size];
    private long _count;

    public void Add(TimeSpan latency) => _seconds[_count++ % Size] = latency.TotalSeconds;

    /// <returns>The quantile by nearest rank, or null where nothing was measured.</returns>
    public TimeSpan? Quantile(double q)
    {
        int length = (int)Math.Min(_count, Size);
        if (length == 0)
        {
            return null;
        }

        double[] sorted = _seconds[..length];
        Array.Sort(sorted);
        return TimeSpan.FromSeconds(sorted[Math.Clamp((int)Math.Ceiling(q * length) - 1, 0, length - 1)]);
    }
}
