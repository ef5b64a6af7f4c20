using System.Numerics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Aggregation;

/// <summary>One group over all steps, to which series are added one after another. Not thread-safe.</summary>
internal sealed class GroupAccumulator
{
    private readonly AggregateOperator _op;
    private readonly int _steps;
    private readonly double[] _values;
    private readonly double[] _rests;
    private readonly double[] _counts;
    private readonly ulong[] _present;
    private double[]? _second;
    private double[]? _secondRests;
    private HistogramMean?[]? _histograms;
    private ulong[]? _invalid;

    public GroupAccumulator(AggregateOperator op, int steps)
    {
        (_op, _steps) = (op, steps);
        bool needsRests = op is AggregateOperator.Sum or AggregateOperator.Avg or AggregateOperator.Stddev or AggregateOperator.Stdvar;
        _values = new double[steps];
        _rests = needsRests ? new double[steps] : [];
        _counts = needsRests && op != AggregateOperator.Sum ? new double[steps] : [];
        _present = new ulong[Math.Max(1, StepBits.Words(steps))];
    }

    /// <summary>What is found wrong while adding.</summary>
    public AggregationFindings Findings { get; private set; }

    /// <summary>The metric of a series whose histograms did not fit to those before; "" where there was none.</summary>
    public string MixedMetric { get; private set; } = "";

    public void Add(Column column, LabelSet labels)
    {
        if (column.Histograms is not null)
        {
            bool wasMixed = Findings.HasFlag(AggregationFindings.MixedSchemas);
            AddMixed(column);
            if (!wasMixed && Findings.HasFlag(AggregationFindings.MixedSchemas))
            {
                MixedMetric = labels.MetricName;
            }

            return;
        }

        AddFloats(column);
        if (_histograms is not null)
        {
            NoteMixed();
        }
    }

    /// <summary>Takes over what another accumulator of the same group collected.</summary>
    public void Merge(GroupAccumulator other)
    {
        Findings |= other.Findings;
        MixedMetric = MixedMetric.Length > 0 ? MixedMetric : other.MixedMetric;
        for (int step = StepBits.Next(other._present, 0); step >= 0; step = StepBits.Next(other._present, step + 1))
        {
            MergeStep(other, step);
        }

        StepBits.Or(_present, other._present);
        if (other._invalid is not null)
        {
            StepBits.Or(_invalid ??= new ulong[_present.Length], other._invalid);
        }

        if (other._histograms is not null)
        {
            _histograms ??= new HistogramMean?[_steps];
            for (int step = 0; step < _steps; step++)
            {
                if (other._histograms[step] is { } theirs)
                {
                    MergeHistogram(step, theirs);
                }
            }
        }

        if (_histograms is not null)
        {
            NoteMixed();
        }
    }

    public Column Result(out bool hasOverflow)
    {
        hasOverflow = false;
        var column = new Column(_steps);
        for (int step = StepBits.Next(_present, 0); step >= 0; step = StepBits.Next(_present, step + 1))
        {
            if (_invalid is not null && StepBits.Get(_invalid, step))
            {
                continue;
            }

            column.Set(step, Value(step, ref hasOverflow));
        }

        if (_histograms is not null)
        {
            FinishHistograms(column);
        }

        return column;
    }

    private double Value(int step, ref bool hasOverflow)
    {
        switch (_op)
        {
            case AggregateOperator.Sum: return double.IsFinite(_values[step]) ? _values[step] + _rests[step] : _values[step];
            case AggregateOperator.Avg:
                hasOverflow |= !double.IsFinite(_values[step]);
                return (_values[step] / _counts[step]) + (_rests[step] / _counts[step]);
            case AggregateOperator.Group: return 1;
            case AggregateOperator.Stddev: return Math.Sqrt((_second![step] + _secondRests![step]) / _counts[step]);
            case AggregateOperator.Stdvar: return (_second![step] + _secondRests![step]) / _counts[step];
            default: return _values[step];
        }
    }

    private void AddFloats(Column column)
    {
        Span<double> values = column.Values.AsSpan(0, _steps);
        for (int word = 0; word < column.Present.Length; word++)
        {
            ulong bits = column.Present[word];
            if (bits == 0)
            {
                continue;
            }

            int first = word << 6;
            int length = Math.Min(64, _steps - first);
            if (BitOperations.PopCount(bits) == length)
            {
                AddDense(values.Slice(first, length), first, _present[word]);
            }
            else
            {
                for (ulong left = bits; left != 0; left &= left - 1)
                {
                    int step = first + BitOperations.TrailingZeroCount(left);
                    AddOne(step, values[step]);
                    _present[word] |= 1UL << step;
                }
            }

            _present[word] |= bits;
        }
    }

    private void AddDense(ReadOnlySpan<double> values, int first, ulong present)
    {
        int i = 0;
        int lanes = Vector<double>.Count;
        switch (_op)
        {
            case AggregateOperator.Sum or AggregateOperator.Avg:
                for (; i + lanes <= values.Length; i += lanes)
                {
                    AddKahan(new Vector<double>(values[i..]), _values.AsSpan(first + i), _rests.AsSpan(first + i));
                    if (_op == AggregateOperator.Avg)
                    {
                        (new Vector<double>(_counts.AsSpan(first + i)) + Vector<double>.One).CopyTo(_counts.AsSpan(first + i));
                    }
                }

                break;
            case AggregateOperator.Count:
                for (; i + lanes <= values.Length; i += lanes)
                {
                    (new Vector<double>(_values.AsSpan(first + i)) + Vector<double>.One).CopyTo(_values.AsSpan(first + i));
                }

                break;
            default: break;
        }

        for (; i < values.Length; i++)
        {
            AddOne(first + i, values[i], StepBits.Get([present], i));
        }
    }

    private static void AddKahan(Vector<double> value, Span<double> sums, Span<double> rests)
    {
        var sum = new Vector<double>(sums);
        var rest = new Vector<double>(rests);
        Vector<double> next = sum + value;
        Vector<double> lost = Vector.ConditionalSelect(
            Vector.GreaterThanOrEqual(Vector.Abs(sum), Vector.Abs(value)), sum - next + value, value - next + sum);
        Vector<double> isInfinite = Vector.Equals(Vector.Abs(next), new Vector<double>(double.PositiveInfinity)).As<long, double>();
        Vector.ConditionalSelect(isInfinite.As<double, long>(), Vector<double>.Zero, rest + lost).CopyTo(rests);
        next.CopyTo(sums);
    }

    private void AddOne(int step, double value) => AddOne(step, value, StepBits.Get(_present, step));

    private void AddOne(int step, double value, bool isPresent)
    {
        switch (_op)
        {
            case AggregateOperator.Sum:
                KahanSum.Add(value, ref _values[step], ref _rests[step]);
                break;
            case AggregateOperator.Avg:
                KahanSum.Add(value, ref _values[step], ref _rests[step]);
                _counts[step]++;
                break;
            case AggregateOperator.Count:
                _values[step]++;
                break;
            case AggregateOperator.Min:
                _values[step] = !isPresent || value < _values[step] || double.IsNaN(_values[step]) ? value : _values[step];
                break;
            case AggregateOperator.Max:
                _values[step] = !isPresent || value > _values[step] || double.IsNaN(_values[step]) ? value : _values[step];
                break;
            case AggregateOperator.Stddev or AggregateOperator.Stdvar:
                _second ??= new double[_steps];
                _secondRests ??= new double[_steps];
                _counts[step]++;
                double delta = value - (_values[step] + _rests[step]);
                KahanSum.Add(delta / _counts[step], ref _values[step], ref _rests[step]);
                KahanSum.Add(delta * (value - (_values[step] + _rests[step])), ref _second[step], ref _secondRests[step]);
                break;
            default: break;
        }
    }

    private void AddMixed(Column column)
    {
        for (int step = StepBits.Next(column.Present, 0); step >= 0; step = StepBits.Next(column.Present, step + 1))
        {
            if (column.HistogramAt(step) is not { } histogram)
            {
                AddOne(step, column.Values[step]);
                StepBits.Set(_present, step);
            }
            else if (_op is AggregateOperator.Count or AggregateOperator.Group)
            {
                AddOne(step, 0);
                StepBits.Set(_present, step);
            }
            else if (_op is AggregateOperator.Sum or AggregateOperator.Avg)
            {
                AddHistogram(step, histogram);
            }
            else
            {
                Findings |= AggregationFindings.IgnoredHistogram;
            }
        }

        if (_histograms is not null)
        {
            NoteMixed();
        }
    }

    private void AddHistogram(int step, NativeHistogram histogram)
    {
        _histograms ??= new HistogramMean?[_steps];
        if (_histograms[step] is not { } sum)
        {
            _histograms[step] = new HistogramMean(histogram, _op == AggregateOperator.Avg);
        }
        else if (!sum.Add(histogram))
        {
            Invalidate(step, AggregationFindings.MixedSchemas);
        }
    }

    private void MergeHistogram(int step, HistogramMean theirs)
    {
        if (_histograms![step] is not { } ours)
        {
            _histograms[step] = theirs;
        }
        else if (!ours.Merge(theirs))
        {
            Invalidate(step, AggregationFindings.MixedSchemas);
        }
    }

    private void NoteMixed()
    {
        for (int step = StepBits.Next(_present, 0); step >= 0; step = StepBits.Next(_present, step + 1))
        {
            if (_histograms![step] is not null)
            {
                Invalidate(step, AggregationFindings.MixedFloats);
            }
        }
    }

    private void Invalidate(int step, AggregationFindings finding)
    {
        Findings |= finding;
        StepBits.Set(_invalid ??= new ulong[_present.Length], step);
    }

    private void FinishHistograms(Column column)
    {
        for (int step = 0; step < _steps; step++)
        {
            if (_histograms![step] is not { } sum || (_invalid is not null && StepBits.Get(_invalid, step)))
            {
                continue;
            }

            Findings |= sum.HasResetCollision ? AggregationFindings.ResetCollision : 0;
            Findings |= sum.HasReconciledBounds ? AggregationFindings.ReconciledBounds : 0;
            column.Set(step, sum.Result());
        }
    }

    private void MergeStep(GroupAccumulator other, int step)
    {
        bool isPresent = StepBits.Get(_present, step);
        switch (_op)
        {
            case AggregateOperator.Sum or AggregateOperator.Avg:
                KahanSum.Add(other._values[step], ref _values[step], ref _rests[step]);
                _rests[step] += other._rests[step];
                if (_op == AggregateOperator.Avg)
                {
                    _counts[step] += other._counts[step];
                }

                break;
            case AggregateOperator.Count:
                _values[step] += other._values[step];
                break;
            case AggregateOperator.Min or AggregateOperator.Max:
                AddOne(step, other._values[step], isPresent);
                break;
            case AggregateOperator.Stddev or AggregateOperator.Stdvar:
                MergeVariance(other, step);
                break;
            default: break;
        }
    }

    /// <summary>After Chan, Golub and LeVeque.</summary>
    private void MergeVariance(GroupAccumulator other, int step)
    {
        _second ??= new double[_steps];
        _secondRests ??= new double[_steps];
        double ours = _counts[step];
        double theirs = other._counts[step];
        double total = ours + theirs;
        if (ours == 0)
        {
            (_values[step], _rests[step]) = (other._values[step], other._rests[step]);
            (_second[step], _secondRests[step]) = (other._second![step], other._secondRests![step]);
        }
        else
        {
            double delta = other._values[step] + other._rests[step] - (_values[step] + _rests[step]);
            KahanSum.Add(delta * theirs / total, ref _values[step], ref _rests[step]);
            KahanSum.Add(other._second![step] + other._secondRests![step], ref _second[step], ref _secondRests[step]);
            KahanSum.Add(delta * delta * ours * theirs / total, ref _second[step], ref _secondRests[step]);
        }

        _counts[step] = total;
    }
}
