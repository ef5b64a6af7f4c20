using System.Runtime.CompilerServices;
using Vigia.Instrumentation.Metrics.Cells;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics;

/// <summary>Counts observations in buckets with fixed upper bounds. Every member is thread safe.</summary>
/// <remarks>
/// A scrape reads each bucket once and derives <c>_count</c> from them, so <c>_count</c> always equals the bucket
/// <c>+Inf</c>; <c>_sum</c> may be ahead or behind by observations made during the scrape.
/// </remarks>
public sealed class Histogram : IExposedMetric
{
    private readonly double[]?[] _stripes;
    private readonly CellBlock _block;
    private readonly HistogramBounds _bounds;
    private readonly ExemplarSource? _source;

    // The sum lies in this cell, the buckets' counts in those after it.
    private readonly int _cell;
    private int _missesLeft;

    // One bit per bucket (modulo 64: buckets beyond share) that still wants an exemplar.
    private ulong _exemplarsDue;
    private Exemplar?[]? _exemplars;

    internal Histogram(CellAllocator cells, HistogramBounds bounds, ExemplarSource? source)
    {
        (_block, _cell) = cells.Allocate(bounds.Count + 2);
        _stripes = _block.Stripes;
        _bounds = bounds;
        _source = source;
        ArmExemplars();
    }

    /// <summary>The finite upper bounds, ascending; the bucket <c>+Inf</c> is always there beside them.</summary>
    public IReadOnlyList<double> Bounds => _bounds.Values;

    /// <summary>How many observations were made.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int i = 0; i <= _bounds.Count; i++)
            {
                count += CountOf(i);
            }

            return count;
        }
    }

    /// <summary>The sum of all observations.</summary>
    public double Sum => _block.Sum(_cell);

    /// <summary>Records <paramref name="value"/> in the first bucket whose bound is not below it; NaN falls into <c>+Inf</c>.</summary>
    public void Observe(double value)
    {
        int bucket = _bounds.Find(value);
        int cell = _cell;
        double[]?[] stripes = _stripes;
        int stripe = CurrentStripe.Index;
        if ((uint)stripe < (uint)stripes.Length
            && stripes[stripe] is { } cells
            && ((_exemplarsDue >> bucket) & 1) == 0)
        {
            cells[cell] += value;
            cells[cell + 1 + bucket] += 1;
            return;
        }

        ObserveSlowly(bucket, value);
    }

    internal long CountOf(int bucket) => (long)_block.Sum(_cell + 1 + bucket);

    void IExposedMetric.Write(SampleWriter writer, scoped in SeriesHead series)
    {
        Exemplar?[]? exemplars = writer.OpenMetrics ? Volatile.Read(ref _exemplars) : null;
        double total = 0;
        for (int i = 0; i <= _bounds.Count; i++)
        {
            total += _block.Sum(_cell + 1 + i);
            writer.Bucket(i, series.Labels, total, exemplars is null ? null : Volatile.Read(ref exemplars[i]));
        }

        writer.Sample(writer.Names.Count, series.Labels, total);
        if (_bounds[0] >= 0)
        {
            // With negative observations a sum may fall, which no counter may: Python's client leaves it out too.
            writer.Sample(writer.Names.Sum, series.Labels, Sum);
        }

        if (writer.OpenMetrics)
        {
            ArmExemplars();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ObserveSlowly(int bucket, double value)
    {
        _block.Add(_cell, value);
        _block.Add(_cell + 1 + bucket, 1);
        if (((_exemplarsDue >> bucket) & 1) == 0)
        {
            return;
        }

        if (_source?.Take(value) is { } taken)
        {
            Exemplar?[] slots = Volatile.Read(ref _exemplars) ?? MakeSlots();
            Volatile.Write(ref slots[bucket], taken);
            Interlocked.And(ref _exemplarsDue, ~(1UL << bucket));
        }
        else if (--_missesLeft <= 0)
        {
            _exemplarsDue = 0;
        }
    }

    private Exemplar?[] MakeSlots()
    {
        var made = new Exemplar?[_bounds.Count + 1];
        return Interlocked.CompareExchange(ref _exemplars, made, null) ?? made;
    }

    private void ArmExemplars()
    {
        if (_source is not null)
        {
            _missesLeft = ExemplarSource.MaxMisses;
            _exemplarsDue = ulong.MaxValue;
        }
    }
}
