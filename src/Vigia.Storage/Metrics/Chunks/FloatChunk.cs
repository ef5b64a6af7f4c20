namespace Vigia.Storage.Metrics.Chunks;

/// <summary>A chunk of floats; docs/formats/metrics-chunks.md.</summary>
internal static class FloatChunk
{
    /// <summary>Samples that a chunk may hold.</summary>
    public const int MaxSamples = 1024;

    private const byte Kind = (byte)ChunkKind.Floats;

    /// <summary>Bytes that a chunk of so many samples takes at most.</summary>
    public static int Bound(int count) => 8 + IntegerColumn.Bound(count) + ValueColumn.Bound(count);

    /// <summary>Writes samples ascending by time.</summary>
    /// <returns>The chunk's length.</returns>
    public static int Write(ReadOnlySpan<long> times, ReadOnlySpan<double> values, ChunkScratch scratch, Span<byte> target)
    {
        var writer = new SpanWriter(target);
        writer.Byte(Kind);
        writer.Varint((ulong)times.Length);
        IntegerColumn.Write(times, scratch.Moved(times.Length), ref writer);
        ValueColumn.Write(values, scratch, ref writer);
        return writer.Length;
    }

    /// <summary>How many samples a chunk has.</summary>
    /// <exception cref="InvalidDataException">These bytes are no chunk of floats.</exception>
    public static int Count(ReadOnlySpan<byte> chunk)
    {
        var reader = new SpanReader(chunk);
        return ReadCount(ref reader);
    }

    /// <summary>Reads all samples into room for at least <see cref="Count"/>.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="InvalidDataException">These bytes are no chunk of floats.</exception>
    public static int Read(ReadOnlySpan<byte> chunk, Span<long> times, Span<double> values)
    {
        var reader = new SpanReader(chunk);
        int count = ReadCount(ref reader);
        IntegerColumn.Read(ref reader, times[..count]);
        ValueColumn.Read(ref reader, values[..count]);
        return count;
    }

    private static int ReadCount(ref SpanReader reader)
    {
        if (reader.Byte() != Kind)
        {
            throw new InvalidDataException("This is no chunk of floats.");
        }

        int count = reader.Count(MaxSamples);
        return count > 0 ? count : throw new InvalidDataException("A chunk without samples.");
    }
}
