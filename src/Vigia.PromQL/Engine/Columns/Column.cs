using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>
/// One series over all steps: a value per step, a bit per step that says whether there is a sample, and a histogram per step where the
/// sample is one. Values without their bit mean nothing. Not thread-safe.
/// </summary>
internal sealed class Column
{
    private NativeHistogram?[]? _spareHistograms;

    public Column(int steps)
    {
        Steps = steps;
        Values = GC.AllocateUninitializedArray<double>(Math.Max(steps, 1));
        Present = new ulong[Math.Max(StepBits.Words(steps), 1)];
    }

    private Column(int steps, double[] values, ulong[] present) => (Steps, Values, Present) = (steps, values, present);

    public LabelSet Labels { get; set; } = LabelSet.Empty;

    /// <summary>Whether the name goes at the end of the query.</summary>
    public bool DropsName { get; set; }

    public int Steps { get; }

    public double[] Values { get; }

    public ulong[] Present { get; }

    /// <summary>Null where no sample is a histogram.</summary>
    public NativeHistogram?[]? Histograms { get; private set; }

    public bool IsEmpty => !StepBits.Any(Present);

    public bool Has(int step) => StepBits.Get(Present, step);

    public NativeHistogram? HistogramAt(int step) => Histograms?[step];

    public void Set(int step, double value)
    {
        Values[step] = value;
        StepBits.Set(Present, step);
        if (Histograms is not null)
        {
            Histograms[step] = null;
        }
    }

    public void Set(int step, NativeHistogram histogram)
    {
        Histograms ??= _spareHistograms ?? new NativeHistogram?[Math.Max(Steps, 1)];
        Histograms[step] = histogram;
        Values[step] = 0;
        StepBits.Set(Present, step);
    }

    /// <summary>Takes over a step of another column of the same length.</summary>
    public void SetFrom(Column other, int step)
    {
        if (other.HistogramAt(step) is { } histogram)
        {
            Set(step, histogram);
        }
        else
        {
            Set(step, other.Values[step]);
        }
    }

    public void Remove(int step)
    {
        StepBits.Clear(Present, step);
        if (Histograms is not null)
        {
            Histograms[step] = null;
        }
    }

    /// <summary>Without samples again; the room stays.</summary>
    public void Clear()
    {
        Array.Clear(Present);
        if (Histograms is not null)
        {
            Array.Clear(Histograms);
            _spareHistograms = Histograms;
            Histograms = null;
        }
    }

    /// <summary>Drops every sample that is a histogram.</summary>
    public void RemoveHistograms()
    {
        if (Histograms is null)
        {
            return;
        }

        for (int i = 0; i < Steps; i++)
        {
            if (Histograms[i] is not null)
            {
                StepBits.Clear(Present, i);
            }
        }

        Array.Clear(Histograms);
        _spareHistograms = Histograms;
        Histograms = null;
    }

    /// <summary>The same samples with other labels; shares the arrays.</summary>
    public Column WithLabels(LabelSet labels, bool dropsName) =>
        new(Steps, Values, Present) { Labels = labels, DropsName = dropsName, Histograms = Histograms };

    /// <summary>This column's only step at every step of another grid.</summary>
    public Column Broadcast(int steps)
    {
        var column = new Column(steps) { Labels = Labels, DropsName = DropsName };
        if (!Has(0))
        {
            return column;
        }

        if (HistogramAt(0) is { } histogram)
        {
            for (int i = 0; i < steps; i++)
            {
                column.Set(i, histogram);
            }
        }
        else
        {
            column.Values.AsSpan(0, steps).Fill(Values[0]);
            StepBits.Fill(column.Present, steps);
        }

        return column;
    }
}
