using System.Buffers;
using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics.Chunks;

/// <summary>A chunk of native histograms that share a layout; docs/formats/metrics-chunks.md.</summary>
internal static class HistogramChunk
{
    /// <summary>Samples that a chunk may hold.</summary>
    public const int MaxSamples = 256;

    /// <summary>Spans, buckets and custom bounds that one histogram may have.</summary>
    public const int MaxBuckets = 1 << 16;

    private const byte Kind = (byte)ChunkKind.Histograms;

    /// <summary>Whether two histograms can stand in one chunk.</summary>
    public static bool SameLayout(NativeHistogram a, NativeHistogram b) =>
        a.Schema == b.Schema
        && a.IsInteger == b.IsInteger
        && a.ResetHint == b.ResetHint
        && BitConverter.DoubleToInt64Bits(a.ZeroThreshold) == BitConverter.DoubleToInt64Bits(b.ZeroThreshold)
        && a.PositiveBuckets.Length == b.PositiveBuckets.Length
        && a.NegativeBuckets.Length == b.NegativeBuckets.Length
        && a.PositiveSpans.AsSpan().SequenceEqual(b.PositiveSpans)
        && a.NegativeSpans.AsSpan().SequenceEqual(b.NegativeSpans)
        && SameBits(a.CustomValues, b.CustomValues);

    /// <summary>Whether its spans and buckets fit each other, so that it can be kept.</summary>
    public static bool IsValid(NativeHistogram histogram) =>
        Length(histogram.PositiveSpans) == histogram.PositiveBuckets.Length
        && Length(histogram.NegativeSpans) == histogram.NegativeBuckets.Length
        && histogram.PositiveBuckets.Length <= MaxBuckets
        && histogram.NegativeBuckets.Length <= MaxBuckets
        && histogram.CustomValues.Length <= MaxBuckets
        && histogram.PositiveSpans.Length <= MaxBuckets
        && histogram.NegativeSpans.Length <= MaxBuckets
        && (histogram.Schema is >= -4 and <= 8 or NativeHistogram.CustomBucketsSchema)
        && histogram.ResetHint is >= CounterReset.Unknown and <= CounterReset.Gauge;

    /// <summary>Writes samples of one layout, ascending by time.</summary>
    public static byte[] Write(ReadOnlySpan<long> times, ReadOnlySpan<NativeHistogram> histograms, ChunkScratch scratch)
    {
        NativeHistogram layout = histograms[0];
        int n = times.Length;
        int columns = 3 + layout.PositiveBuckets.Length + layout.NegativeBuckets.Length;
        int bound = 64 + IntegerColumn.Bound(n) + (columns * ValueColumn.Bound(n))
            + (layout.CustomValues.Length * 8) + ((layout.PositiveSpans.Length + layout.NegativeSpans.Length) * 15);
        byte[] room = ArrayPool<byte>.Shared.Rent(bound);
        double[] column = ArrayPool<double>.Shared.Rent(n);
        try
        {
            var writer = new SpanWriter(room);
            writer.Byte(Kind);
            writer.Varint((ulong)n);
            IntegerColumn.Write(times, scratch.Moved(n), ref writer);
            WriteLayout(layout, ref writer);
            Span<double> values = column.AsSpan(0, n);
            for (int c = 0; c < columns; c++)
            {
                for (int i = 0; i < n; i++)
                {
                    values[i] = Value(histograms[i], c);
                }

                ValueColumn.Write(values, scratch, ref writer);
            }

            return writer.Written.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
            ArrayPool<double>.Shared.Return(column);
        }
    }

    /// <summary>Reads all samples.</summary>
    /// <exception cref="InvalidDataException">These bytes are no chunk of histograms.</exception>
    public static (long[] Times, NativeHistogram[] Histograms) Read(ReadOnlySpan<byte> chunk)
    {
        var reader = new SpanReader(chunk);
        if (reader.Byte() != Kind)
        {
            throw new InvalidDataException("This is no chunk of histograms.");
        }

        int n = reader.Count(MaxSamples);
        if (n == 0)
        {
            throw new InvalidDataException("A chunk without samples.");
        }

        var times = new long[n];
        IntegerColumn.Read(ref reader, times);
        NativeHistogram layout = ReadLayout(ref reader, out int positive, out int negative);

        // Each column takes three bytes at least: a count that lies asks for no more memory than its chunk has bytes, times its samples.
        if ((positive + negative + 3) * 3 > reader.Remaining)
        {
            throw new InvalidDataException("The columns of a histogram are cut off.");
        }

        var columns = new double[3][];
        for (int c = 0; c < 3; c++)
        {
            ValueColumn.Read(ref reader, columns[c] = new double[n]);
        }

        double[][] positives = Buckets(n, positive, ref reader);
        double[][] negatives = Buckets(n, negative, ref reader);
        var histograms = new NativeHistogram[n];
        for (int i = 0; i < n; i++)
        {
            histograms[i] = layout with
            {
                Count = columns[0][i],
                ZeroCount = columns[1][i],
                Sum = columns[2][i],
                PositiveBuckets = positives[i],
                NegativeBuckets = negatives[i],
            };
        }

        return (times, histograms);
    }

    private static double[][] Buckets(int samples, int buckets, ref SpanReader reader)
    {
        var rows = new double[samples][];
        for (int i = 0; i < samples; i++)
        {
            rows[i] = buckets == 0 ? [] : new double[buckets];
        }

        Span<double> column = stackalloc double[samples];
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            ValueColumn.Read(ref reader, column);
            for (int i = 0; i < samples; i++)
            {
                rows[i][bucket] = column[i];
            }
        }

        return rows;
    }

    private static void WriteLayout(NativeHistogram layout, ref SpanWriter writer)
    {
        writer.Svarint(layout.Schema);
        writer.Byte((byte)((layout.IsInteger ? 1 : 0) | ((int)layout.ResetHint << 1)));
        writer.Double(layout.ZeroThreshold);
        writer.Varint((ulong)layout.CustomValues.Length);
        foreach (double bound in layout.CustomValues)
        {
            writer.Double(bound);
        }

        WriteSpans(layout.PositiveSpans, ref writer);
        WriteSpans(layout.NegativeSpans, ref writer);
    }

    private static void WriteSpans(BucketSpan[] spans, ref SpanWriter writer)
    {
        writer.Varint((ulong)spans.Length);
        foreach (BucketSpan span in spans)
        {
            writer.Svarint(span.Offset);
            writer.Varint(span.Length);
        }
    }

    private static NativeHistogram ReadLayout(ref SpanReader reader, out int positive, out int negative)
    {
        long schema = reader.Svarint();
        byte flags = reader.Byte();
        double zeroThreshold = reader.Double();
        int bounds = reader.Count(Math.Min(MaxBuckets, reader.Remaining / 8));
        double[] custom = bounds == 0 ? [] : new double[bounds];
        for (int i = 0; i < bounds; i++)
        {
            custom[i] = reader.Double();
        }

        BucketSpan[] positiveSpans = ReadSpans(ref reader, out positive);
        BucketSpan[] negativeSpans = ReadSpans(ref reader, out negative);
        return new NativeHistogram
        {
            Schema = unchecked((int)schema),
            IsInteger = (flags & 1) != 0,
            ResetHint = (CounterReset)((flags >> 1) & 3),
            ZeroThreshold = zeroThreshold,
            CustomValues = custom,
            PositiveSpans = positiveSpans,
            NegativeSpans = negativeSpans,
        };
    }

    private static BucketSpan[] ReadSpans(ref SpanReader reader, out int buckets)
    {
        int count = reader.Count(Math.Min(MaxBuckets, reader.Remaining));
        BucketSpan[] spans = count == 0 ? [] : new BucketSpan[count];
        buckets = 0;
        for (int i = 0; i < count; i++)
        {
            long offset = reader.Svarint();
            int length = reader.Count(MaxBuckets);
            spans[i] = new BucketSpan(unchecked((int)offset), (uint)length);
            buckets += length;
            if (buckets > MaxBuckets)
            {
                throw new InvalidDataException("A histogram has too many buckets.");
            }
        }

        return spans;
    }

    private static double Value(NativeHistogram histogram, int column)
    {
        int bucket = column - 3;
        return column switch
        {
            0 => histogram.Count,
            1 => histogram.ZeroCount,
            2 => histogram.Sum,
            _ => bucket < histogram.PositiveBuckets.Length
                ? histogram.PositiveBuckets[bucket]
                : histogram.NegativeBuckets[bucket - histogram.PositiveBuckets.Length],
        };
    }

    private static long Length(BucketSpan[] spans)
    {
        long length = 0;
        foreach (BucketSpan span in spans)
        {
            length += span.Length;
        }

        return length;
    }

    private static bool SameBits(double[] a, double[] b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (int i = 0; i < a.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(a[i]) != BitConverter.DoubleToInt64Bits(b[i]))
            {
                return false;
            }
        }

        return true;
    }
}
