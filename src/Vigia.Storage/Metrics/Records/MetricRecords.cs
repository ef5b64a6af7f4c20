using System.Buffers;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Records;

/// <summary>Writes records of metrics into arrays from the pool, which go back with <see cref="Return"/>; docs/formats/metrics-journal.md.</summary>
internal static class MetricRecords
{
    public static void Return(ArraySegment<byte> record) => ArrayPool<byte>.Shared.Return(record.Array!);

    public static ArraySegment<byte> Series(uint series, LabelSet labels, ReadOnlySpan<uint> pairs, ReadOnlySpan<bool> isNew)
    {
        int bound = 32 + (pairs.Length * 10);
        int added = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            if (isNew[i])
            {
                bound += SpanWriter.TextBound(labels[i].Name) + SpanWriter.TextBound(labels[i].Value);
                added++;
            }
        }

        byte[] room = ArrayPool<byte>.Shared.Rent(bound);
        var writer = new SpanWriter(room);
        writer.Byte((byte)RecordKind.Series);
        writer.Varint(series);
        writer.Varint((ulong)added);
        for (int i = 0; i < pairs.Length; i++)
        {
            if (isNew[i])
            {
                writer.Varint(pairs[i]);
                writer.Text(labels[i].Name);
                writer.Text(labels[i].Value);
            }
        }

        writer.Varint((ulong)pairs.Length);
        foreach (uint pair in pairs)
        {
            writer.Varint(pair);
        }

        return new ArraySegment<byte>(room, 0, writer.Length);
    }

    public static ArraySegment<byte> Histogram(uint series, byte[] chunk)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(chunk.Length + 32);
        var writer = new SpanWriter(room);
        writer.Byte((byte)RecordKind.Histograms);
        writer.Varint(1);
        writer.Varint(series);
        writer.Varint((ulong)chunk.Length);
        writer.Bytes(chunk);
        return new ArraySegment<byte>(room, 0, writer.Length);
    }

    public static ArraySegment<byte> Metadata(string family, MetricMetadata metadata)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(16 + SpanWriter.TextBound(family) + SpanWriter.TextBound(metadata.Help) + SpanWriter.TextBound(metadata.Unit));
        var writer = new SpanWriter(room);
        writer.Byte((byte)RecordKind.Metadata);
        writer.Text(family);
        writer.Byte((byte)metadata.Type);
        writer.Text(metadata.Help);
        writer.Text(metadata.Unit);
        return new ArraySegment<byte>(room, 0, writer.Length);
    }

    public static ArraySegment<byte> Deletion(ReadOnlySpan<uint> series, long minTime, long maxTime)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(48 + (series.Length * 5));
        var writer = new SpanWriter(room);
        writer.Byte((byte)RecordKind.Deletion);
        writer.Varint((ulong)series.Length);
        uint last = 0;
        foreach (uint number in series)
        {
            writer.Varint(number - last);
            last = number;
        }

        writer.Svarint(minTime);
        writer.Svarint(maxTime);
        return new ArraySegment<byte>(room, 0, writer.Length);
    }

    public static ArraySegment<byte> Exemplar(uint series, Exemplar exemplar)
    {
        int bound = 48;
        foreach (Label label in exemplar.Labels.Span)
        {
            bound += SpanWriter.TextBound(label.Name) + SpanWriter.TextBound(label.Value);
        }

        byte[] room = ArrayPool<byte>.Shared.Rent(bound);
        var writer = new SpanWriter(room);
        writer.Byte((byte)RecordKind.Exemplar);
        writer.Varint(series);
        writer.Svarint(exemplar.Timestamp);
        writer.Double(exemplar.Value);
        writer.Varint((ulong)exemplar.Labels.Count);
        foreach (Label label in exemplar.Labels.Span)
        {
            writer.Text(label.Name);
            writer.Text(label.Value);
        }

        return new ArraySegment<byte>(room, 0, writer.Length);
    }

    public static ArraySegment<byte> Chunk(uint series, ReadOnlySpan<byte> chunk)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(chunk.Length + 16);
        var writer = new SpanWriter(room);
        writer.Byte((byte)RecordKind.Chunk);
        writer.Varint(series);
        writer.Bytes(chunk);
        return new ArraySegment<byte>(room, 0, writer.Length);
    }
}
