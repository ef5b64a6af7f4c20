using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>
/// Sum or mean of native histograms with Kahan summation. The mean goes over to incremental calculation where the sum would overflow.
/// Not thread-safe.
/// </summary>
internal sealed class HistogramMean(NativeHistogram first, bool isMean)
{
    private HistogramSum _sum = new(first);
    private double _count = 1;
    private bool _isIncremental;
    private bool _hasReset = first.ResetHint == CounterReset.Reset;
    private bool _hasNotReset = first.ResetHint == CounterReset.NotReset;

    /// <summary>Whether some began again and some did not.</summary>
    public bool HasResetCollision => _hasReset && _hasNotReset;

    public bool HasReconciledBounds { get; private set; }

    /// <summary>False where it does not fit: one is exponential, the other has custom buckets.</summary>
    public bool Add(NativeHistogram histogram)
    {
        if (!_sum.IsCompatible(histogram))
        {
            return false;
        }

        _hasReset |= histogram.ResetHint == CounterReset.Reset;
        _hasNotReset |= histogram.ResetHint == CounterReset.NotReset;
        _count++;
        HistogramAddition addition;
        if (isMean && !_isIncremental)
        {
            HistogramSum next = _sum.Copy();
            addition = next.Add(histogram, isCompensated: true);
            if (!next.HasOverflow())
            {
                _sum = next;
                Note(addition);
                return true;
            }

            _isIncremental = true;
            _sum.Scale(_count - 1, divides: true);
        }

        if (_isIncremental)
        {
            _sum.Scale((_count - 1) / _count);
            addition = _sum.Add(HistogramArithmetic.Scale(histogram, _count, divides: true), isCompensated: true);
        }
        else
        {
            addition = _sum.Add(histogram, isCompensated: true);
        }

        Note(addition);
        return true;
    }

    /// <summary>Takes over what another one summed; false where it does not fit.</summary>
    public bool Merge(HistogramMean other)
    {
        NativeHistogram theirs = other._sum.ToHistogram();
        if (!_sum.IsCompatible(theirs))
        {
            return false;
        }

        if (_isIncremental || other._isIncremental)
        {
            // One of the sums would overflow: both are means from here on, weighted by what they stand for.
            double total = _count + other._count;
            theirs = HistogramArithmetic.Scale(other.Result(), other._count / total);
            _sum = new HistogramSum(HistogramArithmetic.Scale(Result(), _count / total));
            _isIncremental = true;
        }

        Note(_sum.Add(theirs, isCompensated: true));
        _count += other._count;
        _hasReset |= other._hasReset;
        _hasNotReset |= other._hasNotReset;
        HasReconciledBounds |= other.HasReconciledBounds;
        return true;
    }

    public NativeHistogram Result()
    {
        if (isMean && !_isIncremental)
        {
            HistogramSum mean = _sum.Copy();
            mean.Scale(_count, divides: true);
            return mean.ToHistogram();
        }

        return _sum.ToHistogram();
    }

    private void Note(HistogramAddition addition) => HasReconciledBounds |= addition.HasFlag(HistogramAddition.BoundsReconciled);
}
