using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Snappier;

namespace Vigia.Testing.Metrics;

/// <summary>
/// Remote read from the reader's side: ReadRequest {queries 1, accepted_response_types 2}, Query {start 1, end 2, matchers 3}, LabelMatcher {type 1,
/// name 2, value 3}; ReadResponse {results 1 {timeseries 1 {labels 1, samples 2, histograms 4}}}; ChunkedReadResponse {chunked_series 1 {labels 1,
/// chunks 2 {min 1, max 2, type 3, data 4}}, query_index 2}.
/// </summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/querying/remote_read_api/.</remarks>
public static class RemoteReadMessage
{
    /// <summary>A body with its headers.</summary>
    /// <param name="accepted">Types of answer, 0 (samples) and 1 (chunks); none at all is allowed.</param>
    /// <param name="queries">First and last millisecond, and matchers as type (0 =, 1 !=, 2 =~, 3 !~), name, value.</param>
    public static HttpContent Create(IEnumerable<ulong> accepted, params IEnumerable<(long Start, long End, (ulong Type, string Name, string Value)[] Matchers)> queries)
    {
        using var message = new MemoryStream();
        foreach ((long start, long end, (ulong, string, string)[] matchers) in queries)
        {
            using var query = new MemoryStream();
            Integer(query, 1, (ulong)start);
            Integer(query, 2, (ulong)end);
            foreach ((ulong type, string name, string value) in matchers)
            {
                using var matcher = new MemoryStream();
                Integer(matcher, 1, type);
                Bytes(matcher, 2, Encoding.UTF8.GetBytes(name));
                Bytes(matcher, 3, Encoding.UTF8.GetBytes(value));
                Bytes(query, 3, matcher.ToArray());
            }

            Bytes(message, 1, query.ToArray());
        }

        using var types = new MemoryStream();
        foreach (ulong type in accepted)
        {
            Varint(types, type);
        }

        if (types.Length > 0)
        {
            Bytes(message, 2, types.ToArray());
        }

        return Pack(message.ToArray());
    }

    /// <summary>A body of these bytes.</summary>
    public static HttpContent Pack(byte[] message)
    {
        var content = new ByteArrayContent(Snappy.CompressToArray(message));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Read-Version", "0.1.0");
        return content;
    }

    /// <summary>An answer of samples: of each query each series' labels, and its samples as time and value, or time and <see cref="ReadHistogram"/>.</summary>
    public static IReadOnlyList<IReadOnlyList<(string Labels, IReadOnlyList<(long Time, object Value)> Samples)>> ReadSamples(byte[] packed)
    {
        var results = new List<IReadOnlyList<(string, IReadOnlyList<(long, object)>)>>();
        foreach (ProtobufField result in ProtobufField.Read(Snappy.DecompressToArray(packed)))
        {
            results.Add([.. ProtobufField.Read(result.Bytes).Select(static series => ReadSeries(ProtobufField.Read(series.Bytes)))]);
        }

        return results;
    }

    /// <summary>A stream of chunks: each frame's query, labels and chunks. A wrong checksum is an error.</summary>
    public static IReadOnlyList<(int Query, string Labels, IReadOnlyList<ReadChunk> Chunks)> ReadFrames(byte[] stream)
    {
        var frames = new List<(int, string, IReadOnlyList<ReadChunk>)>();
        for (int at = 0; at < stream.Length;)
        {
            int length = (int)ProtobufField.Varint(stream, ref at);
            uint checksum = BinaryPrimitives.ReadUInt32BigEndian(stream.AsSpan(at));
            ReadOnlyMemory<byte> message = stream.AsMemory(at + 4, length);
            at += 4 + length;
            if (Checksum(message.Span) != checksum)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a frame's checksum is {checksum:x8}, its message's {Checksum(message.Span):x8}"));
            }

            List<ProtobufField> fields = ProtobufField.Read(message);
            int query = (int)fields.Where(static field => field.Number == 2).Select(static field => field.Raw).FirstOrDefault();
            foreach (ProtobufField series in fields.Where(static field => field.Number == 1))
            {
                List<ProtobufField> parts = ProtobufField.Read(series.Bytes);
                frames.Add((query, Labels(parts), [.. parts.Where(static part => part.Number == 2).Select(static part => ReadChunk.From(ProtobufField.Read(part.Bytes)))]));
            }
        }

        return frames;
    }

    private static (string, IReadOnlyList<(long, object)>) ReadSeries(List<ProtobufField> series)
    {
        var samples = new List<(long, object)>();
        foreach (ProtobufField field in series)
        {
            List<ProtobufField> sample = field.Number is 2 or 4 ? ProtobufField.Read(field.Bytes) : [];
            if (field.Number == 2)
            {
                samples.Add(((long)sample.FirstOrDefault(static part => part.Number == 2).Raw, sample.FirstOrDefault(static part => part.Number == 1).AsFloat));
            }
            else if (field.Number == 4)
            {
                samples.Add(((long)sample.FirstOrDefault(static part => part.Number == 15).Raw, ReadHistogram.From(sample)));
            }
        }

        return (Labels(series), samples);
    }

    private static string Labels(List<ProtobufField> series) => string.Join(',', series.Where(static field => field.Number == 1).Select(static label =>
    {
        List<ProtobufField> parts = ProtobufField.Read(label.Bytes);
        return $"{parts[0].Text}={parts[1].Text}";
    }));

    /// <summary>CRC-32C bit by bit, from its polynomial.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82f6_3b78);
            }
        }

        return ~crc;
    }

    private static void Integer(MemoryStream to, int field, ulong value)
    {
        Varint(to, (ulong)field << 3);
        Varint(to, value);
    }

    private static void Bytes(MemoryStream to, int field, ReadOnlySpan<byte> bytes)
    {
        Varint(to, ((ulong)field << 3) | 2);
        Varint(to, (ulong)bytes.Length);
        to.Write(bytes);
    }

    private static void Varint(MemoryStream to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }
}
