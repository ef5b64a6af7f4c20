using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Snappier;

namespace Vigia.Peers.Metrics;

/// <summary>
/// Series with eight labels and the values of <see cref="SeriesKind"/> in turn, as remote write 1.0 bodies. The same seed gives the same bytes.
/// </summary>
internal sealed class SeriesGenerator
{
    private readonly byte[][] _labels;
    private readonly double[] _values;
    private readonly SeriesKind? _kind;
    private readonly Random _random = new(42);

    /// <param name="metric">The name; series of kind counter end in _total.</param>
    /// <param name="count">How many series.</param>
    /// <param name="job">The label job.</param>
    /// <param name="kind">One kind for all; null for each in turn.</param>
    /// <param name="buckets">Values of le in turn, for classic histograms; null for none.</param>
    public SeriesGenerator(string metric, int count, string job, SeriesKind? kind = null, string[]? buckets = null)
    {
        _kind = kind;
        _values = new double[count];
        _labels = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            _labels[i] = Labels(metric, i, job, buckets);
            _values[i] = Kind(i) is SeriesKind.Constant ? i % 7 : _random.Next(100_000);
        }
    }

    public int Count => _labels.Length;

    /// <summary>One sample of each of the series from <paramref name="first"/> on, at this time, as a compressed body.</summary>
    public byte[] Body(int first, int count, long timestamp) => Body(first, count, [timestamp]);

    /// <summary>Samples at these times of each of the series, as a compressed body.</summary>
    public byte[] Body(int first, int count, ReadOnlySpan<long> timestamps)
    {
        using var body = new MemoryStream();
        using var one = new MemoryStream();
        for (int i = first; i < Math.Min(first + count, Count); i++)
        {
            one.SetLength(0);
            one.Write(_labels[i]);
            foreach (long timestamp in timestamps)
            {
                WriteSample(one, Next(i), timestamp);
            }

            body.WriteByte(0x0a);
            WriteVarint(body, (ulong)one.Length);
            one.Position = 0;
            one.CopyTo(body);
        }

        return Snappy.CompressToArray(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <summary>The current values of the series from <paramref name="first"/> on as an exposition; <see cref="Advance"/> changes them.</summary>
    public byte[] Exposition(string metric, int first, int count)
    {
        var text = new StringBuilder();
        for (int i = first; i < Math.Min(first + count, Count); i++)
        {
            text.Append(metric).Append("{instance=\"host-").Append(i % 100).Append("\",path=\"/api/v1/items/").Append(i % 50)
                .Append("\",method=\"GET\",code=\"200\",region=\"sa-east-1\",zone=\"a\",shard=\"").Append(i).Append("\"} ")
                .Append(_values[i].ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public void Advance()
    {
        for (int i = 0; i < Count; i++)
        {
            Next(i);
        }
    }

    private SeriesKind Kind(int index) => _kind ?? (SeriesKind)(index % 5);

    private double Next(int index)
    {
        ref double value = ref _values[index];
        value = Kind(index) switch
        {
            SeriesKind.Counter => value + _random.Next(0, 50),
            SeriesKind.Gauge1 => Math.Round(value + ((_random.NextDouble() - 0.5) * 10), 1),
            SeriesKind.Gauge2 => Math.Round(value + ((_random.NextDouble() - 0.5) * 10), 2),
            SeriesKind.Latency => Math.Round(_random.NextDouble(), 6),
            _ => value,
        };
        return value;
    }

    private static byte[] Labels(string metric, int index, string job, string[]? buckets)
    {
        using var labels = new MemoryStream();
        var pairs = new List<(string, string)>
        {
            ("__name__", metric),
            ("code", "200"),
            ("instance", "host-" + (index % 100).ToString(CultureInfo.InvariantCulture)),
            ("job", job),
            ("method", "GET"),
            ("path", "/api/v1/items/" + (index % 50).ToString(CultureInfo.InvariantCulture)),
            ("region", "sa-east-1"),
            ("shard", (buckets is null ? index : index / buckets.Length).ToString(CultureInfo.InvariantCulture)),
        };
        if (buckets is not null)
        {
            pairs.Add(("le", buckets[index % buckets.Length]));
        }

        foreach ((string name, string value) in pairs.OrderBy(static pair => pair.Item1, StringComparer.Ordinal))
        {
            byte[] n = Encoding.UTF8.GetBytes(name);
            byte[] v = Encoding.UTF8.GetBytes(value);
            labels.WriteByte(0x0a);
            WriteVarint(labels, (ulong)(n.Length + v.Length + 4));
            labels.WriteByte(0x0a);
            WriteVarint(labels, (ulong)n.Length);
            labels.Write(n);
            labels.WriteByte(0x12);
            WriteVarint(labels, (ulong)v.Length);
            labels.Write(v);
        }

        return labels.ToArray();
    }

    private static void WriteSample(Stream to, double value, long timestamp)
    {
        Span<byte> number = stackalloc byte[9];
        number[0] = 0x09;
        BinaryPrimitives.WriteDoubleLittleEndian(number[1..], value);
        int size = 10 + VarintLength((ulong)timestamp);
        to.WriteByte(0x12);
        WriteVarint(to, (ulong)size);
        to.Write(number);
        to.WriteByte(0x10);
        WriteVarint(to, (ulong)timestamp);
    }

    private static int VarintLength(ulong value)
    {
        int length = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            length++;
        }

        return length;
    }

    private static void WriteVarint(Stream to, ulong value)
    {
        while (value >= 0x80)
        {
            to.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        to.WriteByte((byte)value);
    }
}
