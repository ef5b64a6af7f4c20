using System.Numerics;
using System.Runtime.Intrinsics;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>The finite upper bounds of a histogram, with a search that takes no branch on the data up to 64 of them.</summary>
internal sealed class HistogramBounds
{
    /// <summary>The most finite bounds that one histogram may have.</summary>
    public const int Max = 400;

    private const int ScanLimit = 64;

    private readonly double[] _bounds;
    private readonly Vector256<double>[] _lanes;

    private HistogramBounds(double[] bounds)
    {
        _bounds = bounds;
        _lanes = bounds.Length <= ScanLimit ? Lanes(bounds) : [];
    }

    public IReadOnlyList<double> Values => _bounds;

    public int Count => _bounds.Length;

    public double this[int index] => _bounds[index];

    /// <summary>Checks and copies. A last bound of +Inf is taken off: that bucket is always there.</summary>
    public static HistogramBounds Create(string metric, IReadOnlyList<double> bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        double[] copy = [.. bounds];
        if (copy.Length > 0 && double.IsPositiveInfinity(copy[^1]))
        {
            copy = copy[..^1];
        }

        if (copy.Length is 0 or > Max)
        {
            throw new ArgumentException($"Histogram {metric} has {copy.Length} finite bounds; it takes 1 to {Max}.", nameof(bounds));
        }

        for (int i = 0; i < copy.Length; i++)
        {
            if (!double.IsFinite(copy[i]) || (i > 0 && copy[i] <= copy[i - 1]))
            {
                throw new ArgumentException(
                    $"Histogram {metric}: bounds must be finite and ascend strictly, but number {i + 1} does not.", nameof(bounds));
            }
        }

        return new HistogramBounds(copy);
    }

    /// <summary>The first bucket whose bound is not below the value; <see cref="Count"/> is the bucket +Inf, NaN's too.</summary>
    public int Find(double value)
    {
        Vector256<double>[] lanes = _lanes;
        if (lanes.Length == 0)
        {
            return Search(value);
        }

        // The lanes hold +Inf after the last bound: only NaN lies beyond those, which the minimum brings back.
        Vector256<double> wide = Vector256.Create(value);
        int below = lanes.Length * Vector256<double>.Count;
        foreach (Vector256<double> lane in lanes)
        {
            below -= BitOperations.PopCount(Vector256.LessThanOrEqual(wide, lane).ExtractMostSignificantBits());
        }

        return Math.Min(below, _bounds.Length);
    }

    public bool SameAs(HistogramBounds? other) => other is not null && _bounds.AsSpan().SequenceEqual(other._bounds);

    private static Vector256<double>[] Lanes(double[] bounds)
    {
        var lanes = new Vector256<double>[(bounds.Length + Vector256<double>.Count - 1) / Vector256<double>.Count];
        for (int i = 0; i < lanes.Length; i++)
        {
            int at = i * Vector256<double>.Count;
            lanes[i] = Vector256.Create(At(bounds, at), At(bounds, at + 1), At(bounds, at + 2), At(bounds, at + 3));
        }

        return lanes;
    }

    private static double At(double[] bounds, int index) => index < bounds.Length ? bounds[index] : double.PositiveInfinity;

    private int Search(double value)
    {
        int low = 0;
        int high = _bounds.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (value <= _bounds[middle])
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
