using System.Buffers.Binary;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics.Blocks;

internal sealed partial class Block
{
    private const int MaxLabels = 1 << 12;

    /// <summary>The labels of a series.</summary>
    public LabelSet Labels(int series) => Resolution == 0 ? WrittenLabels(series) : WrittenLabels(series).With(Aggregates.Label, "");

    /// <summary>The labels of a series as they are in the file, that of its aggregate too.</summary>
    public LabelSet WrittenLabels(int series)
    {
        var reader = new SpanReader(Records[series]);
        var labels = new Label[reader.Count(MaxLabels)];
        long pair = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            pair += reader.Svarint();
            labels[i] = Index.LabelOf(pair);
        }

        return LabelSet.FromSorted(labels);
    }

    /// <summary>
    /// Appends the samples of a series from one time to another, both included, to columns that hold none of a later time. What is damaged is
    /// left out and remembered (<see cref="Damage"/>).
    /// </summary>
    public void Read(int series, long minTime, long maxTime, SampleColumns columns)
    {
        int before = columns.Count;
        var reader = new ChunkReader(this, series);
        while (reader.TryNext(out ChunkPlace chunk))
        {
            if (chunk.MaxTime < minTime || chunk.MinTime > maxTime)
            {
                continue;
            }

            try
            {
                Append(ChunkBytesOf(chunk), minTime, maxTime, columns);
            }
            catch (InvalidDataException exception)
            {
                ReportDamage(exception.Message);
            }
        }

        if (!ReferenceEquals(Deleted, DeletedSamples.None))
        {
            Deleted.Remove(series, before, columns);
        }
    }

    /// <summary>A chunk's bytes, whose checksum is right.</summary>
    /// <exception cref="InvalidDataException">It is wrong.</exception>
    public ReadOnlySpan<byte> ChunkBytesOf(in ChunkPlace chunk)
    {
        ReadOnlySpan<byte> bytes = _file.Span(chunk.Offset, chunk.Length + 4L);
        if (chunk.Offset + chunk.Length + 4 > _chunksEnd || BlockFormat.Checksum(bytes[4..]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes))
        {
            throw new InvalidDataException($"The checksum of the chunk at {chunk.Offset} is wrong.");
        }

        return bytes[4..];
    }

    private static void Append(ReadOnlySpan<byte> chunk, long minTime, long maxTime, SampleColumns columns)
    {
        if (chunk.Length > 0 && chunk[0] == (byte)ChunkKind.Histograms)
        {
            (long[] histogramTimes, NativeHistogram[] histograms) = HistogramChunk.Read(chunk);
            for (int i = 0; i < histograms.Length; i++)
            {
                if (histogramTimes[i] >= minTime && histogramTimes[i] <= maxTime)
                {
                    columns.Add(histogramTimes[i], histograms[i]);
                }
            }

            return;
        }

        columns.Reserve(FloatChunk.Count(chunk), out Span<long> times, out Span<double> values);
        FloatChunk.Read(chunk, times, values);
        columns.CommitWithin(times, values, minTime, maxTime);
    }
}
