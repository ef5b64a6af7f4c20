using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics.Blocks;

internal sealed partial class BlockWriter
{
    private void WriteIndex(long resolution, ReadOnlySpan<long> replaced)
    {
        long chunksEnd = Position;
        byte[] footer = new byte[BlockFormat.FooterBytes];
        int[] order = SortPairs(out List<string> names, out GrowingBytes firstPairs);
        int[] places = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            places[order[i]] = i;
        }

        var texts = new OffsetsBuilder();
        foreach (string name in names)
        {
            AddText(texts, name);
        }

        WriteSection(footer, BlockSection.Names, texts.Offsets().Span, texts.Bytes.Span);
        WriteSection(footer, BlockSection.Pairs, firstPairs.Span, default);
        texts = new OffsetsBuilder();
        foreach (int pair in order)
        {
            AddText(texts, _pairs[pair].Value);
        }

        WriteSection(footer, BlockSection.Values, texts.Offsets().Span, texts.Bytes.Span);
        WritePostings(footer, places);
        WriteSeries(footer, places);
        WriteSection(footer, BlockSection.Hashes, CollectionsMarshal.AsSpan(_hashes), default);
        WriteSection(footer, BlockSection.Replaced, MemoryMarshal.AsBytes(replaced), default);

        Span<byte> bytes = footer;
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _series.Count == 0 ? 0 : _minTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], _series.Count == 0 ? 0 : _maxTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], _samples);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], _series.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], _chunks.Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], resolution);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], chunksEnd);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[232..], BlockFormat.Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[240..], XxHash3.HashToUInt64(bytes[..240]));
        BlockFormat.EndMagic.CopyTo(bytes[248..]);
        _pending.Add(footer);
    }

    /// <summary>The pairs in order of their names' and values' bytes.</summary>
    private int[] SortPairs(out List<string> names, out GrowingBytes firstPairs)
    {
        names = [.. _names.Keys.Order(Utf8Order.Instance)];
        firstPairs = new GrowingBytes();
        int[] order = new int[_pairs.Count];
        int at = 0;
        foreach (string name in names)
        {
            firstPairs.Int32(at);
            int start = at;
            foreach (int pair in _names[name].Pairs.Values)
            {
                order[at++] = pair;
            }

            order.AsSpan(start, at - start).Sort((a, b) => Utf8Order.Instance.Compare(_pairs[a].Value, _pairs[b].Value));
        }

        firstPairs.Int32(at);
        return order;
    }

    private void WritePostings(byte[] footer, int[] places)
    {
        int[] starts = new int[places.Length + 1];
        foreach (uint label in _labels)
        {
            starts[places[label] + 1]++;
        }

        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        // Every series of every pair, pair after pair.
        long[] all = new long[_labels.Count];
        int[] next = starts.AsSpan(0, places.Length).ToArray();
        int label0 = 0;
        for (int series = 0; series < _series.Count; series++)
        {
            for (; label0 < _series[series].LastLabel; label0++)
            {
                all[next[places[(int)_labels[label0]]]++] = series;
            }
        }

        var postings = new OffsetsBuilder();
        long[] scratch = new long[_series.Count];
        for (int i = 0; i < places.Length; i++)
        {
            ReadOnlySpan<long> numbers = all.AsSpan(starts[i], starts[i + 1] - starts[i]);
            SpanWriter writer = postings.Bytes.Writer(8 + IntegerColumn.Bound(numbers.Length));
            writer.Varint((ulong)numbers.Length);
            IntegerColumn.Write(numbers, scratch, ref writer);
            postings.Bytes.Commit(writer);
            postings.End();
        }

        WriteSection(footer, BlockSection.Postings, postings.Offsets().Span, postings.Bytes.Span);
    }

    private void WriteSeries(byte[] footer, int[] places)
    {
        var records = new OffsetsBuilder();
        int label = 0;
        foreach (SeriesEntry series in _series)
        {
            // Labels are in the order of LabelSet, which differs from that of the bytes only where surrogates are.
            Span<int> pairs = new int[series.LastLabel - label];
            for (int i = 0; i < pairs.Length; i++)
            {
                pairs[i] = places[(int)_labels[label + i]];
            }

            label = series.LastLabel;
            SpanWriter writer = records.Bytes.Writer(64 + (pairs.Length * 5) + (series.Chunks * 30));
            writer.Varint((ulong)pairs.Length);
            int last = 0;
            foreach (int pair in pairs)
            {
                writer.Svarint(pair - last);
                last = pair;
            }

            writer.Varint((ulong)series.Chunks);
            writer.Varint((ulong)_chunks[series.FirstChunk].Offset);
            long time = _minTime;
            for (int i = series.FirstChunk; i < series.FirstChunk + series.Chunks; i++)
            {
                ChunkEntry chunk = _chunks[i];
                writer.Svarint(chunk.MinTime - time);
                writer.Varint((ulong)(chunk.MaxTime - chunk.MinTime));
                writer.Varint((ulong)chunk.Length);
                time = chunk.MaxTime;
            }

            records.Bytes.Commit(writer);
            records.End();
        }

        WriteSection(footer, BlockSection.Series, records.Offsets().Span, records.Bytes.Span);
    }

    private static void AddText(OffsetsBuilder texts, string text)
    {
        Span<byte> bytes = text.Length <= 256 ? stackalloc byte[text.Length * 3] : new byte[text.Length * 3];
        texts.Bytes.Add(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        texts.End();
    }

    private void WriteSection(byte[] footer, BlockSection section, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        WritePending();
        var hash = new XxHash3();
        hash.Append(first);
        hash.Append(rest);
        Span<byte> entry = footer.AsSpan(BlockFormat.SectionTable + ((int)section * BlockFormat.SectionEntry));
        BinaryPrimitives.WriteInt64LittleEndian(entry, Position);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], first.Length + rest.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], (uint)hash.GetCurrentHashAsUInt64());
        _file.Write(first);
        _file.Write(rest);
    }
}
