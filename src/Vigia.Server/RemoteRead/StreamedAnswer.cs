using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Numerics;
using Microsoft.AspNetCore.Http;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;
using Vigia.Server.RemoteRead.Chunks;

namespace Vigia.Server.RemoteRead;

/// <summary>
/// Streams <c>prometheus.ChunkedReadResponse</c> (chunked series 1, query index 2; a series has labels 1 and chunks 2; a chunk has first time 1, last
/// time 2, type 3, bytes 4). A frame is the message's length as a varint, its CRC-32C in 4 bytes, big-endian, and the message. A series with more
/// chunks than a frame may hold goes on in the next, under the same labels.
/// </summary>
internal sealed class StreamedAnswer(int maxFrameBytes)
{
    private readonly ProtobufWriter _message = new();
    private readonly ProtobufWriter _prefix = new();

    /// <summary>Sends every series.</summary>
    public async Task SendAsync(
        HttpResponse response, IReadOnlyList<RemoteReadQuery> queries, Func<RemoteReadQuery, RemoteReadScan> open, CancellationToken cancellationToken)
    {
        response.ContentType = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";
        var encoder = new ChunkEncoder();
        for (int query = 0; query < queries.Count; query++)
        {
            using RemoteReadScan scan = open(queries[query]);
            for (int i = 0; i < scan.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                SampleColumns columns = scan.Read(i);
                for (int at = 0; at < columns.Count;)
                {
                    at = Fill(encoder, columns, at, scan.Labels(i), query);
                    Frame(response.BodyWriter);
                    FlushResult flushed = await response.BodyWriter.FlushAsync(cancellationToken);
                    if (flushed.IsCompleted)
                    {
                        return;
                    }
                }
            }
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Puts one frame's chunks into the message; returns the first sample that is not in it.</summary>
    private int Fill(ChunkEncoder encoder, SampleColumns columns, int at, LabelSet labels, int query)
    {
        _message.Clear();
        int series = _message.Begin(1);
        SampledAnswer.Labels(_message, 1, labels);
        int begin = _message.Length;
        while (at < columns.Count && _message.Length - begin < maxFrameBytes)
        {
            EncodedChunk chunk = encoder.Encode(columns, at);
            int start = _message.Begin(2);
            _message.Signed(1, columns.Timestamps[at]);
            _message.Signed(2, columns.Timestamps[at + chunk.Count - 1]);
            _message.Integer(3, (ulong)chunk.Encoding);
            _message.Bytes(4, encoder.Bytes);
            _message.End(start);
            at += chunk.Count;
        }

        _message.End(series);
        if (query > 0)
        {
            _message.Signed(2, query);
        }

        return at;
    }

    private void Frame(PipeWriter to)
    {
        ReadOnlySpan<byte> message = _message.Written.Span;
        _prefix.Clear();
        _prefix.Varint((ulong)message.Length);
        System.Buffers.BuffersExtensions.Write(to, _prefix.Written.Span);
        BinaryPrimitives.WriteUInt32BigEndian(to.GetSpan(4), Checksum(message));
        to.Advance(4);
        System.Buffers.BuffersExtensions.Write(to, message);
    }

    /// <summary>CRC-32C (Castagnoli).</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
