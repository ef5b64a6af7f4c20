using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteRead.Chunks;

/// <summary>
/// Writes native histograms that share a layout (schema, zero threshold, spans, bounds): whole counts as differences of differences, others as XOR.
/// Used again; not thread-safe.
/// </summary>
internal sealed class HistogramChunk
{
    private long[] _before = [];
    private long[] _change = [];
    private XorColumn[] _columns = [];

    /// <summary>
    /// How many of these, from the first on, belong into one chunk: readers take every histogram after the first for no reset, so a reset begins another
    /// chunk, and so does another layout. A stale marker has no layout and stands alone.
    /// </summary>
    public static int Length(ReadOnlySpan<NativeHistogram?> histograms)
    {
        NativeHistogram first = histograms[0]!;
        int length = 1;
        while (!first.IsStale && length < histograms.Length && histograms[length] is { IsStale: false } next && Follows(histograms[length - 1]!, next))
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes the chunk.</summary>
    public void Write(BitWriter to, ReadOnlySpan<long> timestamps, ReadOnlySpan<NativeHistogram?> histograms)
    {
        NativeHistogram first = histograms[0]!;
        to.Bits((ulong)timestamps.Length, 16);
        to.Bits(Flags(first), 8);
        if (first.IsStale)
        {
            first = new NativeHistogram { Schema = 0, Sum = first.Sum };
        }

        Layout(to, first);
        if (first.IsInteger)
        {
            Whole(to, timestamps, histograms);
        }
        else
        {
            Others(to, timestamps, histograms, first);
        }
    }

    private static bool Follows(NativeHistogram before, NativeHistogram next)
    {
        bool isAlike = before.IsInteger == next.IsInteger
            && before.Schema == next.Schema
            && before.ZeroThreshold.Equals(next.ZeroThreshold)
            && before.PositiveSpans.AsSpan().SequenceEqual(next.PositiveSpans)
            && before.NegativeSpans.AsSpan().SequenceEqual(next.NegativeSpans)
            && before.CustomValues.AsSpan().SequenceEqual(next.CustomValues);
        if (!isAlike || (before.ResetHint is CounterReset.Gauge) != (next.ResetHint is CounterReset.Gauge))
        {
            return false;
        }

        return next.ResetHint is CounterReset.Gauge || (next.ResetHint is not CounterReset.Reset && !IsLess(before, next));
    }

    /// <summary>Whether any count went down.</summary>
    private static bool IsLess(NativeHistogram before, NativeHistogram next) =>
        next.Count < before.Count
        || next.ZeroCount < before.ZeroCount
        || IsAnyLess(before.PositiveBuckets, next.PositiveBuckets)
        || IsAnyLess(before.NegativeBuckets, next.NegativeBuckets);

    private static bool IsAnyLess(double[] before, double[] next)
    {
        for (int i = 0; i < before.Length; i++)
        {
            if (next[i] < before[i])
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Flags(NativeHistogram first) => first.ResetHint switch
    {
        CounterReset.Reset => 0b1000_0000,
        CounterReset.NotReset => 0b0100_0000,
        CounterReset.Gauge => 0b1100_0000,
        _ => 0,
    };

    private static void Layout(BitWriter to, NativeHistogram histogram)
    {
        Threshold(to, histogram.ZeroThreshold);
        to.Varbit(histogram.Schema);
        Spans(to, histogram.PositiveSpans);
        Spans(to, histogram.NegativeSpans);
        if (histogram.Schema == NativeHistogram.CustomBucketsSchema)
        {
            to.UnsignedVarbit((ulong)histogram.CustomValues.Length);
            foreach (double bound in histogram.CustomValues)
            {
                Bound(to, bound);
            }
        }
    }

    /// <summary>One byte for 0 and for powers of two from 2⁻²⁴³ to 2¹⁰, else 255 and the float.</summary>
    private static void Threshold(BitWriter to, double threshold)
    {
        if (threshold == 0)
        {
            to.Bits(0, 8);
            return;
        }

        int exponent = threshold > 0 && double.IsFinite(threshold) ? Math.ILogB(threshold) : int.MinValue;
        if (exponent is < -243 or > 10 || Math.ScaleB(1, exponent) != threshold)
        {
            to.Bits(255, 8);
            to.Double(threshold);
            return;
        }

        to.Bits((ulong)(exponent + 244), 8);
    }

    private static void Spans(BitWriter to, BucketSpan[] spans)
    {
        to.UnsignedVarbit((ulong)spans.Length);
        foreach (BucketSpan span in spans)
        {
            to.UnsignedVarbit(span.Length);
            to.Varbit(span.Offset);
        }
    }

    /// <summary>Bounds of at most three decimals are short, others a zero and the float.</summary>
    private static void Bound(BitWriter to, double bound)
    {
        double thousandths = bound * 1000;
        if (thousandths is >= 0 and <= 33_554_430 && thousandths == Math.Floor(thousandths))
        {
            to.UnsignedVarbit((ulong)thousandths + 1);
        }
        else
        {
            to.Bits(0, 1);
            to.Double(bound);
        }
    }

    private void Whole(BitWriter to, ReadOnlySpan<long> timestamps, ReadOnlySpan<NativeHistogram?> histograms)
    {
        NativeHistogram first = histograms[0]!;
        int length = 3 + first.PositiveBuckets.Length + first.NegativeBuckets.Length;
        if (_before.Length < length)
        {
            (_before, _change) = (new long[length], new long[length]);
        }

        Array.Clear(_change);
        XorColumn sum = default;
        for (int i = 0; i < timestamps.Length; i++)
        {
            NativeHistogram histogram = histograms[i]!;
            Number(to, i, 0, timestamps[i], i == 1);
            Number(to, i, 1, (long)histogram.Count, i == 0);
            Number(to, i, 2, (long)histogram.ZeroCount, i == 0);
            if (i == 0)
            {
                sum.Begin(to, histogram.Sum);
            }
            else
            {
                sum.Add(to, histogram.Sum);
            }

            Buckets(to, i, 3, histogram.PositiveBuckets);
            Buckets(to, i, 3 + histogram.PositiveBuckets.Length, histogram.NegativeBuckets);
        }
    }

    /// <summary>Each bucket as what differs from the bucket below it.</summary>
    private void Buckets(BitWriter to, int sample, int column, double[] buckets)
    {
        long below = 0;
        foreach (double bucket in buckets)
        {
            Number(to, sample, column++, (long)bucket - below, isUnsigned: false);
            below = (long)bucket;
        }
    }

    /// <summary>The first as it is, the second as a difference, further ones as a difference of differences.</summary>
    private void Number(BitWriter to, int sample, int column, long value, bool isUnsigned)
    {
        long change = value - _before[column];
        long written = sample switch { 0 => value, 1 => change, _ => change - _change[column] };
        if (isUnsigned)
        {
            to.UnsignedVarbit((ulong)written);
        }
        else
        {
            to.Varbit(written);
        }

        _change[column] = sample == 0 ? 0 : change;
        _before[column] = value;
    }

    private void Others(BitWriter to, ReadOnlySpan<long> timestamps, ReadOnlySpan<NativeHistogram?> histograms, NativeHistogram first)
    {
        int length = 3 + first.PositiveBuckets.Length + first.NegativeBuckets.Length;
        if (_columns.Length < length)
        {
            _columns = new XorColumn[length];
        }

        if (_before.Length == 0)
        {
            (_before, _change) = (new long[1], new long[1]);
        }

        for (int i = 0; i < timestamps.Length; i++)
        {
            NativeHistogram histogram = i == 0 ? first : histograms[i]!;
            Number(to, i, 0, timestamps[i], i == 1);
            Float(to, i, 0, histogram.Count);
            Float(to, i, 1, histogram.ZeroCount);
            Float(to, i, 2, histogram.Sum);
            int column = 3;
            foreach (double bucket in histogram.PositiveBuckets)
            {
                Float(to, i, column++, bucket);
            }

            foreach (double bucket in histogram.NegativeBuckets)
            {
                Float(to, i, column++, bucket);
            }
        }
    }

    private void Float(BitWriter to, int sample, int column, double value)
    {
        if (sample == 0)
        {
            _columns[column].Begin(to, value);
        }
        else
        {
            _columns[column].Add(to, value);
        }
    }
}
