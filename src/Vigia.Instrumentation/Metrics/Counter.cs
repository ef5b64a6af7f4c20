using System.Runtime.CompilerServices;
using Vigia.Instrumentation.Metrics.Cells;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics;

/// <summary>A value that only grows, exposed as one series. Handles are made once and kept; every member is thread safe.</summary>
public sealed class Counter : IExposedMetric
{
    private readonly double[]?[] _stripes;
    private readonly CellBlock _block;
    private readonly ExemplarSource? _exemplars;
    private readonly int _cell;
    private int _missesLeft;
    private bool _exemplarDue;
    private Exemplar? _exemplar;

    internal Counter(CellAllocator cells, ExemplarSource? exemplars)
    {
        (_block, _cell) = cells.Allocate(1);
        _stripes = _block.Stripes;
        _exemplars = exemplars;
        ArmExemplar();
    }

    /// <summary>The total so far.</summary>
    public double Value => _block.Sum(_cell);

    internal Exemplar? LastExemplar => Volatile.Read(ref _exemplar);

    /// <summary>Adds one.</summary>
    public void Increment()
    {
        double[]?[] stripes = _stripes;
        int stripe = CurrentStripe.Index;
        if ((uint)stripe < (uint)stripes.Length
            && stripes[stripe] is { } cells
            && (uint)_cell < (uint)cells.Length
            && !_exemplarDue)
        {
            cells[_cell] += 1;
            return;
        }

        AddSlowly(1);
    }

    /// <summary>Adds <paramref name="amount"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or not a number: a counter never falls.</exception>
    public void Increment(double amount)
    {
        if (!(amount >= 0))
        {
            ThrowNegative(amount);
        }

        double[]?[] stripes = _stripes;
        int stripe = CurrentStripe.Index;
        if ((uint)stripe < (uint)stripes.Length
            && stripes[stripe] is { } cells
            && (uint)_cell < (uint)cells.Length
            && !_exemplarDue)
        {
            cells[_cell] += amount;
            return;
        }

        AddSlowly(amount);
    }

    void IExposedMetric.Write(SampleWriter writer, scoped in SeriesHead series)
    {
        writer.Sample(writer.Names.Name, series.Labels, Value, writer.OpenMetrics ? LastExemplar : null);
        if (writer.OpenMetrics)
        {
            ArmExemplar();
        }
    }

    private static void ThrowNegative(double amount) =>
        throw new ArgumentOutOfRangeException(nameof(amount), amount, "A counter takes only amounts of zero or more.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddSlowly(double amount)
    {
        _block.Add(_cell, amount);
        if (!_exemplarDue)
        {
            return;
        }

        // Threads may race here: the worst is one exemplar more, or one miss more.
        if (_exemplars?.Take(amount) is { } taken)
        {
            Volatile.Write(ref _exemplar, taken);
            _exemplarDue = false;
        }
        else if (--_missesLeft <= 0)
        {
            _exemplarDue = false;
        }
    }

    private void ArmExemplar()
    {
        if (_exemplars is not null)
        {
            _missesLeft = ExemplarSource.MaxMisses;
            _exemplarDue = true;
        }
    }
}
