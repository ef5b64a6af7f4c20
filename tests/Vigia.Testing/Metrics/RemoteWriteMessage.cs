using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Snappier;

namespace Vigia.Testing.Metrics;

/// <summary>
/// Remote write 1.0 from the sender's side, written from the published field numbers and not with the code that the server reads it with: WriteRequest
/// {timeseries 1}, TimeSeries {labels 1, samples 2}, Label {name 1, value 2}, Sample {value 1, timestamp 2}.
/// </summary>
/// <remarks>https://prometheus.io/docs/specs/prw/remote_write_spec/</remarks>
public static class RemoteWriteMessage
{
    /// <summary>A body with its headers.</summary>
    public static HttpContent Create(IEnumerable<WrittenSeries> series)
    {
        var content = new ByteArrayContent(Snappy.CompressToArray(Encode(series)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        return content;
    }

    /// <summary>The message before compression.</summary>
    public static byte[] Encode(IEnumerable<WrittenSeries> series)
    {
        using var request = new MemoryStream();
        using var one = new MemoryStream();
        using var part = new MemoryStream();
        foreach (WrittenSeries each in series)
        {
            one.SetLength(0);
            foreach ((string name, string value) in each.Labels)
            {
                part.SetLength(0);
                Bytes(part, 1, Encoding.UTF8.GetBytes(name));
                Bytes(part, 2, Encoding.UTF8.GetBytes(value));
                Bytes(one, 1, part.GetBuffer().AsSpan(0, (int)part.Length));
            }

            foreach ((long timestamp, double value) in each.Samples)
            {
                part.SetLength(0);
                Double(part, 1, value);
                Varint(part, 2 << 3);
                Varint(part, (ulong)timestamp);
                Bytes(one, 2, part.GetBuffer().AsSpan(0, (int)part.Length));
            }

            Bytes(request, 1, one.GetBuffer().AsSpan(0, (int)one.Length));
        }

        return request.ToArray();
    }

    private static void Double(MemoryStream to, int field, double value)
    {
        Span<byte> bits = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteInt64LittleEndian(bits, BitConverter.DoubleToInt64Bits(value));
        Varint(to, ((ulong)field << 3) | 1);
        to.Write(bits);
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
