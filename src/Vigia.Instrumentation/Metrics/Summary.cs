using Vigia.Instrumentation.Metrics.Cells;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics;

/// <summary>
/// The number and the sum of observations, without quantiles: what Python's <c>prometheus_client</c> exposes for a
/// summary. Every member is thread safe.
/// </summary>
public sealed class Summary : IExposedMetric
{
    private readonly double[]?[] _stripes;
    private readonly CellBlock _block;

    // The count lies in this cell, the sum in the next.
    private readonly int _cell;

    internal Summary(CellAllocator cells)
    {
        (_block, _cell) = cells.Allocate(2);
        _stripes = _block.Stripes;
    }

    /// <summary>How many observations were made.</summary>
    public long Count => (long)_block.Sum(_cell);

    /// <summary>The sum of all observations.</summary>
    public double Sum => _block.Sum(_cell + 1);

    /// <summary>Records <paramref name="value"/>.</summary>
    public void Observe(double value)
    {
        int cell = _cell;
        double[]?[] stripes = _stripes;
        int stripe = CurrentStripe.Index;
        if ((uint)stripe < (uint)stripes.Length && stripes[stripe] is { } cells)
        {
            cells[cell + 1] += value;
            cells[cell] += 1;
            return;
        }

        _block.Add(cell + 1, value);
        _block.Add(cell, 1);
    }

    void IExposedMetric.Write(SampleWriter writer, scoped in SeriesHead series)
    {
        writer.Sample(writer.Names.Count, series.Labels, _block.Sum(_cell));
        writer.Sample(writer.Names.Sum, series.Labels, Sum);
    }
}
