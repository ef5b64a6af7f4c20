using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Vigia.Server.Protobuf;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>
/// Reads the messages of remote write into a batch. A series that came before is recognised by a hash of its labels' bytes; a message of known series
/// allocates nothing. Used again from one request to the next. Not thread-safe.
/// </summary>
/// <remarks>
/// https://prometheus.io/docs/specs/prw/remote_write_spec/ and https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/. The hash is seeded
/// anew by each process, so that nobody can look for labels that collide with those of others.
/// </remarks>
internal sealed partial class RemoteWriteDecoder(IMetricSink sink, SeriesCache cache, RemoteWriteMetrics metrics, long seed)
{
    private const int MaxErrors = 10;

    private readonly LabelBuilder _labels = new();
    private readonly NativeHistogramBuilder _histogram = new();
    private readonly StringBuilder _errors = new();

    // Where each series' message stands in the body, and which of them each float and histogram is of.
    private readonly List<(int Start, int Length)> _series = [];
    private readonly List<int> _histogramSeries = [];
    private int[] _floatSeries = new int[1024];
    private int _errorCount;
    private int _refused;
    private int _exemplars;
    private bool _isVersion2;
    private SeriesPlace _place;

    /// <summary>What was read, to be appended.</summary>
    public SampleBatch Batch { get; } = new();

    /// <summary>Reads a message.</summary>
    /// <exception cref="ProtobufException">It is malformed; nothing of it is to be used.</exception>
    public void Read(ReadOnlySpan<byte> message, bool isVersion2)
    {
        Clear();
        _isVersion2 = isVersion2;
        if (isVersion2)
        {
            ReadVersion2(message);
        }
        else
        {
            ReadVersion1(message);
        }
    }

    /// <summary>Appends what was read, makes anew the series that the sink forgot, and tells what became of it.</summary>
    public WriteOutcome Append(ReadOnlySpan<byte> message)
    {
        sink.Append(Batch);
        if (Batch.Status.Contains(AppendStatus.UnknownSeries) || HasUnknownHistogram())
        {
            Renew(message);
        }

        int samples = 0, histograms = 0;
        Span<AppendStatus> status = Batch.Status;
        for (int i = 0; i < status.Length; i++)
        {
            if (status[i] <= AppendStatus.Repeated)
            {
                samples++;
            }
            else
            {
                Refuse(status[i], Batch.Series[i]);
            }
        }

        foreach (ref HistogramSample sample in Batch.HistogramSpan)
        {
            if (sample.Status <= AppendStatus.Repeated)
            {
                histograms++;
            }
            else
            {
                Refuse(sample.Status, sample.Series);
            }
        }

        (_isVersion2 ? metrics.Samples2 : metrics.Samples1).Increment(samples + histograms);
        string? error = _refused == 0 ? null : _errors.ToString();
        return new WriteOutcome(samples, histograms, _exemplars, _refused, error);
    }

    /// <summary>Forgets the request.</summary>
    public void Clear()
    {
        Batch.Clear();
        _series.Clear();
        _histogramSeries.Clear();
        _errors.Clear();
        (_errorCount, _refused, _exemplars, _place) = (0, 0, 0, default);
    }

    private bool HasUnknownHistogram()
    {
        foreach (ref HistogramSample sample in Batch.HistogramSpan)
        {
            if (sample.Status == AppendStatus.UnknownSeries)
            {
                return true;
            }
        }

        return false;
    }

    private void ReadVersion1(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1:
                    ReadOnlySpan<byte> series = reader.Bytes();
                    _series.Add((reader.Position - series.Length, series.Length));
                    ReadSeries1(series);
                    break;
                case 3:
                    ReadMetadata1(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadSeries1(ReadOnlySpan<byte> message)
    {
        SeriesRef series = Resolve1(message, out int afterLabels);
        var reader = new ProtobufReader(message[afterLabels..]);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 2: ReadSample(series, reader.Bytes()); break;
                case 3: ReadExemplar1(series, reader.Bytes()); break;
                case 4: ReadHistogram(series, reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }
    }

    /// <summary>Finds the series; none where its labels are wrong or no more series are allowed, which is noted.</summary>
    /// <param name="message">The TimeSeries.</param>
    /// <param name="afterLabels">Where what is no label may begin.</param>
    private SeriesRef Resolve1(ReadOnlySpan<byte> message, out int afterLabels)
    {
        if (!HasLabelsFirst(message, out afterLabels))
        {
            afterLabels = 0;
            return ReadLabels1(message);
        }

        UInt128 key = XxHash128.HashToUInt128(message[..afterLabels], seed);
        if (cache.TryGet(key, ref _place, out SeriesRef series))
        {
            return series;
        }

        series = ReadLabels1(message[..afterLabels]);
        if (!series.IsNone)
        {
            cache.Set(key, series);
        }

        return series;
    }

    /// <summary>
    /// Whether all labels of a TimeSeries stand at its begin, as everybody writes them: then their bytes are the key. Labels elsewhere are read each time, and
    /// the whole message is passed again.
    /// </summary>
    private static bool HasLabelsFirst(ReadOnlySpan<byte> message, out int afterLabels)
    {
        afterLabels = PassLabels(message);
        var reader = new ProtobufReader(message[afterLabels..]);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                return false;
            }

            reader.Skip();
        }

        return true;
    }

    /// <summary>Where the labels at the begin of a TimeSeries end.</summary>
    private static int PassLabels(ReadOnlySpan<byte> message)
    {
        const byte Label = (1 << 3) | 2;
        int at = 0;
        while (at + 1 < message.Length && message[at] == Label)
        {
            int length = message[at + 1];
            if (length >= 0x80)
            {
                // A label of 128 bytes and more.
                var reader = new ProtobufReader(message[at..]);
                reader.NextField();
                reader.Bytes();
                at += reader.Position;
                continue;
            }

            int end = at + 2 + length;
            if (end > message.Length)
            {
                break;
            }

            at = end;
        }

        return at;
    }

    private SeriesRef ReadLabels1(ReadOnlySpan<byte> message)
    {
        _labels.Clear();
        bool isValid = true;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                isValid &= TryReadLabel(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }

        return ResolveLabels(isValid);
    }

    private bool TryReadLabel(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = default, value = default;
        var reader = new ProtobufReader(message);
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

        return TryAddLabel(name, value);
    }

    private bool TryAddLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        bool isValid = !name.IsEmpty && Utf8.IsValid(name) && Utf8.IsValid(value);
        _labels.Add(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
        return isValid;
    }

    private SeriesRef ResolveLabels(bool isValid)
    {
        if (!_labels.TryBuild(out LabelSet labels, out string? repeated))
        {
            Note($"invalid labels for series, duplicated label {repeated}");
            return SeriesRef.None;
        }

        if (!isValid || labels.MetricName.Length == 0)
        {
            Note($"invalid metric name or labels, got {labels}");
            return SeriesRef.None;
        }

        metrics.NewSeries.Increment();
        SeriesRef series = sink.Resolve(labels);
        if (series.IsNone)
        {
            Note($"no more series are allowed, got {labels}");
        }

        return series;
    }

    private void ReadSample(SeriesRef series, ReadOnlySpan<byte> message)
    {
        const byte Value = (1 << 3) | 1;
        double value = 0;
        long timestamp = 0;
        var reader = new ProtobufReader(message);
        if (message.Length > 9 && message[0] == Value)
        {
            // As everybody writes it: the value first, 8 bytes.
            value = BinaryPrimitives.ReadDoubleLittleEndian(message[1..]);
            reader = new ProtobufReader(message[9..]);
        }

        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: value = reader.Double(); break;
                case 2: timestamp = reader.Signed(); break;
                default: reader.Skip(); break;
            }
        }

        if (series.IsNone)
        {
            RefuseLabels();
            return;
        }

        if (Batch.Count == _floatSeries.Length)
        {
            Array.Resize(ref _floatSeries, _floatSeries.Length * 2);
        }

        _floatSeries[Batch.Count] = _series.Count - 1;
        Batch.Add(series, timestamp, value);
    }

    private void ReadExemplar1(SeriesRef series, ReadOnlySpan<byte> message)
    {
        double value = 0;
        long timestamp = 0;
        bool isValid = true;
        _labels.Clear();
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: isValid &= TryReadLabel(reader.Bytes()); break;
                case 2: value = reader.Double(); break;
                case 3: timestamp = reader.Signed(); break;
                default: reader.Skip(); break;
            }
        }

        AddExemplar(series, isValid, value, timestamp);
    }

    private void AddExemplar(SeriesRef series, bool isValid, double value, long timestamp)
    {
        if (!series.IsNone && isValid && _labels.TryBuild(out LabelSet labels, out _))
        {
            Batch.Exemplars.Add((series, new Exemplar(labels, value, timestamp)));
            _exemplars++;
        }
    }

    private void ReadMetadata1(ReadOnlySpan<byte> message)
    {
        MetricType type = MetricType.Unknown;
        string family = "", help = "", unit = "";
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: type = TypeOf(reader.Integer()); break;
                case 2: family = Encoding.UTF8.GetString(reader.Bytes()); break;
                case 4: help = Encoding.UTF8.GetString(reader.Bytes()); break;
                case 5: unit = Encoding.UTF8.GetString(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        if (family.Length > 0)
        {
            sink.SetMetadata(family, new MetricMetadata(type, help, unit));
        }
    }

    private static MetricType TypeOf(ulong type) => type <= (ulong)MetricType.StateSet ? (MetricType)type : MetricType.Unknown;

    private void RefuseLabels()
    {
        _refused++;
        metrics.InvalidLabels.Increment();
    }

    private void Refuse(AppendStatus status, SeriesRef series)
    {
        _refused++;
        (string reason, string text) = status switch
        {
            AppendStatus.Duplicate => ("duplicate", "duplicate sample for timestamp"),
            AppendStatus.OutOfOrder => ("out_of_order", "out of order sample"),
            AppendStatus.TooOld => ("too_old", "too old sample"),
            AppendStatus.TooNew => ("too_new", "out of bounds: timestamp is too far in the future"),
            AppendStatus.InvalidHistogram => ("invalid_histogram", "invalid histogram"),
            _ => ("unknown_series", "the series could not be made"),
        };
        metrics.Refused.WithLabels(reason).Increment();
        Note(text, series);
    }

    private void Note(string text, SeriesRef series)
    {
        if (_errorCount < MaxErrors)
        {
            Note($"{text} for series {sink.Labels(series)}");
        }
        else
        {
            _errorCount++;
        }
    }

    private void Note(string error)
    {
        if (_errorCount++ < MaxErrors)
        {
            _errors.Append(_errors.Length == 0 ? "" : "\n").Append(error.AsSpan(0, Math.Min(error.Length, 1024)));
        }
    }
}
