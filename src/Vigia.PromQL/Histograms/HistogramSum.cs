using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>
/// A native histogram that others are added to or taken from. Reconciles schemas, zero buckets and custom bounds as Prometheus does.
/// Not thread-safe.
/// </summary>
internal sealed class HistogramSum
{
    private readonly SparseBuckets _positive;
    private readonly SparseBuckets _negative;
    private double _zeroThreshold;
    private double _zeroCount;
    private double _zeroRest;
    private double _count;
    private double _countRest;
    private double _sum;
    private double _sumRest;

    public HistogramSum(NativeHistogram histogram)
    {
        Schema = histogram.Schema;
        CustomValues = histogram.CustomValues;
        ResetHint = histogram.ResetHint;
        _zeroThreshold = histogram.ZeroThreshold;
        _zeroCount = histogram.ZeroCount;
        _count = histogram.Count;
        _sum = histogram.Sum;
        _positive = SparseBuckets.From(histogram.PositiveSpans, histogram.PositiveBuckets);
        _negative = SparseBuckets.From(histogram.NegativeSpans, histogram.NegativeBuckets);
    }

    private HistogramSum(HistogramSum other)
    {
        (Schema, CustomValues, ResetHint) = (other.Schema, other.CustomValues, other.ResetHint);
        (_zeroThreshold, _zeroCount, _zeroRest) = (other._zeroThreshold, other._zeroCount, other._zeroRest);
        (_count, _countRest, _sum, _sumRest) = (other._count, other._countRest, other._sum, other._sumRest);
        _positive = new SparseBuckets();
        _positive.Add(other._positive, 1, isCompensated: false);
        _negative = new SparseBuckets();
        _negative.Add(other._negative, 1, isCompensated: false);
    }

    public int Schema { get; private set; }

    public double[] CustomValues { get; private set; }

    public CounterReset ResetHint { get; set; }

    /// <summary>Whether a histogram can be added: both are exponential or both have custom buckets.</summary>
    public bool IsCompatible(NativeHistogram other) =>
        (Schema == NativeHistogram.CustomBucketsSchema) == other.UsesCustomBuckets();

    public HistogramSum Copy() => new(this);

    /// <summary>Adds what <see cref="IsCompatible"/> says fits.</summary>
    public HistogramAddition Add(NativeHistogram other, double sign = 1, bool isCompensated = false)
    {
        HistogramAddition outcome = CombineHints(other.ResetHint) ? HistogramAddition.ResetCollision : HistogramAddition.Plain;
        var positive = SparseBuckets.From(other.PositiveSpans, other.PositiveBuckets);
        var negative = SparseBuckets.From(other.NegativeSpans, other.NegativeBuckets);
        double zeroCount = other.ZeroCount;
        if (Schema == NativeHistogram.CustomBucketsSchema)
        {
            if (!CustomValues.AsSpan().SequenceEqual(other.CustomValues))
            {
                double[] common = Intersect(CustomValues, other.CustomValues);
                MapCustom(_positive, CustomValues, common);
                MapCustom(positive, other.CustomValues, common);
                CustomValues = common;
                outcome |= HistogramAddition.BoundsReconciled;
            }
        }
        else
        {
            zeroCount = ReconcileZero(other, positive, negative);
            if (Schema > other.Schema)
            {
                ReduceTo(other.Schema);
            }
            else if (other.Schema > Schema)
            {
                int schema = Schema;
                positive.Map(index => HistogramBounds.Reduce(index, other.Schema, schema));
                negative.Map(index => HistogramBounds.Reduce(index, other.Schema, schema));
            }
        }

        AddNumber(sign * zeroCount, ref _zeroCount, ref _zeroRest, isCompensated);
        AddNumber(sign * other.Count, ref _count, ref _countRest, isCompensated);
        AddNumber(sign * other.Sum, ref _sum, ref _sumRest, isCompensated);
        _positive.Add(positive, sign, isCompensated);
        _negative.Add(negative, sign, isCompensated);
        return outcome;
    }

    public void Scale(double factor, bool divides = false)
    {
        if (factor < 0)
        {
            ResetHint = CounterReset.Gauge;
        }

        Scale(ref _zeroCount, factor, divides);
        Scale(ref _zeroRest, factor, divides);
        Scale(ref _count, factor, divides);
        Scale(ref _countRest, factor, divides);
        Scale(ref _sum, factor, divides);
        Scale(ref _sumRest, factor, divides);
        Scale(_positive.Counts, factor, divides);
        Scale(_positive.Rests, factor, divides);
        Scale(_negative.Counts, factor, divides);
        Scale(_negative.Rests, factor, divides);
    }

    /// <summary>Whether any number passed the largest finite one.</summary>
    public bool HasOverflow() =>
        double.IsInfinity(_zeroCount) || double.IsInfinity(_count) || double.IsInfinity(_sum)
        || HasInfinity(_positive.Counts) || HasInfinity(_negative.Counts);

    /// <summary>The histogram, without empty buckets.</summary>
    public NativeHistogram ToHistogram()
    {
        (BucketSpan[] positiveSpans, double[] positive) = _positive.Compact();
        (BucketSpan[] negativeSpans, double[] negative) = _negative.Compact();
        return new NativeHistogram
        {
            Schema = Schema,
            CustomValues = CustomValues,
            ResetHint = ResetHint,
            ZeroThreshold = _zeroThreshold,
            ZeroCount = _zeroCount + _zeroRest,
            Count = _count + _countRest,
            Sum = double.IsInfinity(_sum) ? _sum : _sum + _sumRest,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    /// <summary>Merges buckets into those of a schema of lower resolution.</summary>
    public void ReduceTo(int schema)
    {
        int from = Schema;
        if (schema >= from)
        {
            return;
        }

        _positive.Map(index => HistogramBounds.Reduce(index, from, schema));
        _negative.Map(index => HistogramBounds.Reduce(index, from, schema));
        Schema = schema;
    }

    private static bool HasInfinity(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsInfinity(value))
            {
                return true;
            }
        }

        return false;
    }

    private static void Scale(Span<double> values, double factor, bool divides)
    {
        foreach (ref double value in values)
        {
            Scale(ref value, factor, divides);
        }
    }

    private static void Scale(ref double value, double factor, bool divides) => value = divides ? value / factor : value * factor;

    private static void AddNumber(double value, ref double sum, ref double rest, bool isCompensated)
    {
        if (isCompensated)
        {
            KahanSum.Add(value, ref sum, ref rest);
        }
        else
        {
            sum += value;
        }
    }

    /// <summary>True where one side began again and the other did not.</summary>
    private bool CombineHints(CounterReset other)
    {
        if (other == ResetHint || ResetHint == CounterReset.Gauge)
        {
            return false;
        }

        if (other == CounterReset.Gauge)
        {
            ResetHint = CounterReset.Gauge;
            return false;
        }

        bool isCollision = ResetHint != CounterReset.Unknown && other != CounterReset.Unknown;
        ResetHint = CounterReset.Unknown;
        return isCollision;
    }

    /// <summary>Widens both zero buckets until they are equal; takes what they swallow out of the buckets.</summary>
    private double ReconcileZero(NativeHistogram other, SparseBuckets positive, SparseBuckets negative)
    {
        double otherCount = other.ZeroCount;
        double otherThreshold = other.ZeroThreshold;
        while (otherThreshold != _zeroThreshold)
        {
            if (_zeroThreshold > otherThreshold)
            {
                otherThreshold = ZeroBucket.Widen(positive, negative, other.Schema, otherThreshold, _zeroThreshold, ref otherCount);
            }
            else
            {
                double rest = _zeroRest;
                _zeroThreshold = ZeroBucket.Widen(_positive, _negative, Schema, _zeroThreshold, otherThreshold, ref _zeroCount);
                _zeroRest = rest;
            }
        }

        return otherCount;
    }

    private static double[] Intersect(double[] left, double[] right)
    {
        var common = new List<double>(Math.Min(left.Length, right.Length));
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            if (left[i] == right[j])
            {
                common.Add(left[i]);
                i++;
                j++;
            }
            else if (left[i] < right[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return [.. common];
    }

    private static void MapCustom(SparseBuckets buckets, double[] from, double[] to) =>
        buckets.Map(index =>
        {
            if (index >= from.Length)
            {
                return to.Length;
            }

            int at = Array.BinarySearch(to, from[Math.Max(index, 0)]);
            return at >= 0 ? at : ~at;
        });
}
