using System.Text;
using System.Text.Unicode;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Exposition;

/// <summary>
/// Reads Prometheus' protobuf exposition: messages <c>io.prometheus.client.MetricFamily</c>, each behind its length. Keeps buffers from one
/// reading to the next. Not thread-safe.
/// </summary>
/// <param name="consumer">Takes what is read.</param>
/// <param name="withNative">Whether a histogram that is native is taken so; otherwise only its classic buckets are.</param>
/// <param name="withClassic">Whether the classic buckets of a histogram that is taken as native are taken too.</param>
internal sealed partial class ProtobufExpositionReader(IExpositionConsumer consumer, bool withNative, bool withClassic)
{
    private const int MaxKnownBounds = 10_000;

    private readonly SeriesTextWriter _key = new();
    private readonly SeriesTextWriter _exemplar = new();
    private readonly Dictionary<double, byte[]> _bounds = [];

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="ExpositionException">A message is malformed, or says what the format does not allow.</exception>
    public void Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new ProtobufReader(body);
            while (reader.Position < body.Length)
            {
                ulong length = reader.Varint();
                if (length > int.MaxValue)
                {
                    throw new ProtobufException("a message is longer than 2 GiB");
                }

                ReadFamily(reader.Take((int)length));
            }
        }
        catch (ProtobufException exception)
        {
            throw new ExpositionException(0, exception.Message);
        }
    }

    private void ReadFamily(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = default, help = default, unit = default;
        MetricType type = MetricType.Counter;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: name = reader.Bytes(); break;
                case 2: help = reader.Bytes(); break;
                case 3: type = TypeOf(reader.Integer()); break;
                case 5: unit = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        if (name.IsEmpty || !Utf8.IsValid(name))
        {
            throw new ExpositionException(0, "a metric family has no name, or one that is not UTF-8");
        }

        consumer.Family(name, type, help, unit);
        reader = new ProtobufReader(message);
        while ((field = reader.NextField()) != 0)
        {
            if (field == 4)
            {
                ReadMetric(name, type, reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static MetricType TypeOf(ulong type) => type switch
    {
        0 => MetricType.Counter,
        1 => MetricType.Gauge,
        2 => MetricType.Summary,
        3 => MetricType.Unknown,
        4 => MetricType.Histogram,
        5 => MetricType.GaugeHistogram,
        _ => throw new ExpositionException(0, $"unknown metric type {type}"),
    };

    private void ReadMetric(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> metric)
    {
        long? timestamp = null;
        ReadOnlySpan<byte> value = default;
        int kind = 0;
        var reader = new ProtobufReader(metric);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 2 or 3 or 4 or 5 or 7:
                    kind = field;
                    value = reader.Bytes();
                    break;
                case 6: timestamp = reader.Signed(); break;
                default: reader.Skip(); break;
            }
        }

        switch (kind)
        {
            case 2 or 5: ReadSimple(name, metric, type, value, timestamp, exemplarField: 0); break;
            case 3: ReadSimple(name, metric, type, value, timestamp, exemplarField: 2); break;
            case 4: ReadSummary(name, metric, value, timestamp); break;
            case 7: ReadHistogram(name, metric, type, value, timestamp); break;
            default: throw new ExpositionException(0, $"a metric of {Encoding.UTF8.GetString(name)} has no value");
        }
    }

    /// <summary>Begins a key: <c>{"name_suffix","label"="value"</c>.</summary>
    private void BeginKey(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> metric)
    {
        _key.Clear();
        _key.Raw("{"u8);
        _key.Quoted(name);
        if (!suffix.IsEmpty)
        {
            _key.Truncate(_key.Length - 1);
            _key.Raw(suffix);
            _key.Raw("\""u8);
        }

        var reader = new ProtobufReader(metric);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                WriteLabel(_key, reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void WriteLabel(SeriesTextWriter to, ReadOnlySpan<byte> pair)
    {
        ReadOnlySpan<byte> name = default, value = default;
        var reader = new ProtobufReader(pair);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: name = reader.Bytes(); break;
                case 2: value = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        if (name.IsEmpty || !Utf8.IsValid(name) || !Utf8.IsValid(value))
        {
            throw new ExpositionException(0, "a label has no name, or one or a value that is not UTF-8");
        }

        to.Label(name, value);
    }

    private void ReadSimple(ReadOnlySpan<byte> name, ReadOnlySpan<byte> metric, MetricType type, ReadOnlySpan<byte> message, long? timestamp, int exemplarField)
    {
        double value = 0;
        ReadOnlySpan<byte> exemplar = default;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                value = reader.Double();
            }
            else if (field == exemplarField)
            {
                exemplar = reader.Bytes();
            }
            else
            {
                reader.Skip();
            }
        }

        BeginKey(name, default, metric);
        Emit(type, value, timestamp);
        if (!exemplar.IsEmpty)
        {
            EmitExemplar(exemplar);
        }
    }

    private void ReadSummary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> message, long? timestamp)
    {
        ulong count = 0;
        double sum = 0;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: count = reader.Integer(); break;
                case 2: sum = reader.Double(); break;
                case 3: ReadQuantile(name, metric, reader.Bytes(), timestamp); break;
                default: reader.Skip(); break;
            }
        }

        BeginKey(name, "_sum"u8, metric);
        Emit(MetricType.Summary, sum, timestamp);
        BeginKey(name, "_count"u8, metric);
        Emit(MetricType.Summary, count, timestamp);
    }

    private void ReadQuantile(ReadOnlySpan<byte> name, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> message, long? timestamp)
    {
        double quantile = 0, value = 0;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: quantile = reader.Double(); break;
                case 2: value = reader.Double(); break;
                default: reader.Skip(); break;
            }
        }

        BeginKey(name, default, metric);
        _key.Label("quantile"u8, Bound(quantile));
        Emit(MetricType.Summary, value, timestamp);
    }

    private void Emit(MetricType type, double value, long? timestamp)
    {
        _key.Raw("}"u8);
        consumer.Sample(_key.Written, type, double.IsNaN(value) ? FloatText.NaN : value, timestamp);
    }

    private void EmitExemplar(ReadOnlySpan<byte> message)
    {
        double value = 0;
        long? timestamp = null;
        _exemplar.Clear();
        _exemplar.Raw("{"u8);
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: WriteLabel(_exemplar, reader.Bytes()); break;
                case 2: value = reader.Double(); break;
                case 3: timestamp = Milliseconds(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        _exemplar.Raw("}"u8);
        consumer.Exemplar(_exemplar.Written, value, timestamp);
    }

    /// <summary>google.protobuf.Timestamp: seconds 1, nanos 2.</summary>
    private static long Milliseconds(ReadOnlySpan<byte> message)
    {
        long seconds = 0, nanoseconds = 0;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: seconds = reader.Signed(); break;
                case 2: nanoseconds = reader.Signed(); break;
                default: reader.Skip(); break;
            }
        }

        return unchecked((seconds * 1000) + (nanoseconds / 1_000_000));
    }

    private byte[] Bound(double value)
    {
        if (!_bounds.TryGetValue(value, out byte[]? text))
        {
            if (_bounds.Count >= MaxKnownBounds)
            {
                _bounds.Clear();
            }

            _bounds[value] = text = Encoding.UTF8.GetBytes(BoundText.Format(value));
        }

        return text;
    }
}
