using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Packs a series' samples into chunks of a block.</summary>
internal static class SeriesChunker
{
    /// <summary>Floats of a chunk: the head of a chunk costs little among them, and a short look into a long series unpacks not much more than it needs.</summary>
    private const int FloatsPerChunk = 512;
    private const int HistogramsPerChunk = 128;

    /// <summary>Adds all samples to the writer's series.</summary>
    public static void Write(SampleColumns columns, BlockWriter writer, ChunkScratch scratch)
    {
        if (!columns.HasHistograms)
        {
            WriteFloats(columns, 0, columns.Count, writer, scratch);
            return;
        }

        for (int start = 0; start < columns.Count;)
        {
            NativeHistogram? first = columns.Histograms[start];
            int end = start + 1;
            while (end < columns.Count && (first is null
                ? columns.Histograms[end] is null
                : columns.Histograms[end] is { } other && end - start < HistogramsPerChunk && HistogramChunk.SameLayout(first, other)))
            {
                end++;
            }

            if (first is null)
            {
                WriteFloats(columns, start, end, writer, scratch);
            }
            else
            {
                NativeHistogram[] histograms = columns.Histograms[start..end].ToArray()!;
                byte[] chunk = HistogramChunk.Write(columns.Timestamps[start..end], histograms, scratch);
                writer.AddChunk(chunk, columns.Timestamps[start], columns.Timestamps[end - 1], end - start);
            }

            start = end;
        }
    }

    private static void WriteFloats(SampleColumns columns, int start, int end, BlockWriter writer, ChunkScratch scratch)
    {
        int count = end - start;
        int chunks = (count + FloatsPerChunk - 1) / FloatsPerChunk;
        for (int i = 0; i < chunks; i++)
        {
            int from = start + (int)((long)count * i / chunks);
            int to = start + (int)((long)count * (i + 1) / chunks);
            ReadOnlySpan<long> times = columns.Timestamps[from..to];
            int length = FloatChunk.Write(times, columns.Values[from..to], scratch, scratch.Bytes);
            writer.AddChunk(scratch.Bytes.AsSpan(0, length), times[0], times[^1], times.Length);
        }
    }
}
