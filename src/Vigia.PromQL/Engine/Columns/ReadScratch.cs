using Vigia.Model.Metrics;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>What one thread needs while it reads series, one after another. Not thread-safe.</summary>
internal sealed class ReadScratch : IDisposable
{
    private int[] _low = [];
    private int[] _high = [];
    private int[] _indexes = [];
    private double[] _numbers = [];

    /// <summary>A series' samples as decoded.</summary>
    public SampleColumns Samples { get; } = new();

    /// <summary>The same without stale markers, where there were any.</summary>
    public SampleColumns Cleaned { get; } = new();

    /// <summary>Per step, where its window begins among the samples and where it ends.</summary>
    public (int[] Low, int[] High) Windows(int steps)
    {
        if (_low.Length < steps)
        {
            _low = new int[steps];
            _high = new int[steps];
        }

        return (_low, _high);
    }

    public Span<int> Indexes(int count)
    {
        if (_indexes.Length < count)
        {
            _indexes = new int[Math.Max(count, 64)];
        }

        return _indexes.AsSpan(0, count);
    }

    public Span<double> Numbers(int count)
    {
        if (_numbers.Length < count)
        {
            _numbers = new double[Math.Max(count, 64)];
        }

        return _numbers.AsSpan(0, count);
    }

    public void Dispose()
    {
        Samples.Dispose();
        Cleaned.Dispose();
    }
}
