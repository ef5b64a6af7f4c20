using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Server.Exposition;

/// <summary>What must hold between the samples of one histogram at one time.</summary>
internal sealed class BucketCheck(string family)
{
    private LabelSet? _group;
    private double? _timestamp;
    private double _bound;
    private double _cumulative;
    private double? _count;
    private bool _hasBucket;
    private bool _hasNegativeBound;
    private bool _hasSum;
    private bool _hasGaugeSum;
    private bool _hasNegativeGaugeSum;

    public void Take(LabelSet group, double? timestamp, string suffix, string bound, double value, int line)
    {
        if (!group.Equals(_group) || timestamp != _timestamp)
        {
            Close(line);
            (_group, _timestamp, _count, _cumulative) = (group, timestamp, null, 0);
            _hasBucket = _hasNegativeBound = _hasSum = _hasGaugeSum = _hasNegativeGaugeSum = false;
        }

        switch (suffix)
        {
            case "_bucket":
                TakeBucket(bound, value, line);
                break;
            case "_count" or "_gcount":
                _count = value;
                break;
            case "_sum":
                _hasSum = true;
                break;
            case "_gsum":
                _hasGaugeSum = true;
                _hasNegativeGaugeSum |= value < 0;
                break;
        }
    }

    /// <summary>Checks what was taken since the last metric began.</summary>
    public void Close(int line)
    {
        if (_group is null)
        {
            return;
        }

        string? wrong =
            !_hasBucket || !double.IsPositiveInfinity(_bound) ? "has no bucket +Inf"
            : _count is { } count && count != _cumulative ? "has a count that is not that of its bucket +Inf"
            : (_hasSum || _hasGaugeSum) && _count is null ? "has a sum but no count"
            : !(_hasSum || _hasGaugeSum) && _count is not null ? "has a count but no sum"
            : _hasNegativeBound && _hasSum ? "has buckets of negative values, and so cannot have a sum that only grows"
            : !_hasNegativeBound && _hasNegativeGaugeSum ? "has a negative sum, but no buckets of negative values"
            : null;
        if (wrong is not null)
        {
            throw new ExpositionException(line, $"the histogram {family} {wrong}");
        }
    }

    private void TakeBucket(string text, double value, int line)
    {
        _ = FloatText.TryParseWhole(Encoding.UTF8.GetBytes(text), out double bound);
        _hasNegativeBound |= bound < 0;
        if (_hasBucket && bound <= _bound)
        {
            throw new ExpositionException(line, $"the buckets of {family} are not in order");
        }

        if (value < _cumulative)
        {
            throw new ExpositionException(line, $"the buckets of {family} are not cumulative");
        }

        (_bound, _cumulative, _hasBucket) = (bound, value, true);
    }
}
