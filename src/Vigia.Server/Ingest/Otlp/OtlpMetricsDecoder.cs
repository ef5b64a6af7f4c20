using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Exposition;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Protobuf;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>
/// Reads an <c>ExportMetricsServiceRequest</c> into a batch. Series that came before are recognised by a hash over what came over the wire, so that
/// their names and attributes are not read again. Used again from one request to the next. Not thread-safe.
/// </summary>
/// <remarks>https://github.com/open-telemetry/opentelemetry-proto, opentelemetry/proto/metrics/v1/metrics.proto.</remarks>
internal sealed partial class OtlpMetricsDecoder(IMetricSink sink, SeriesCache cache, DeltaTotals totals, long seed)
{
    private const int MaxErrors = 5;

    private readonly LabelBuilder _labels = new();
    private readonly SortedDictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private readonly List<UInt128> _hashes = [];
    private readonly List<int> _floatPoints = [];
    private readonly List<int> _histogramPoints = [];
    private readonly HashSet<int> _refusedPoints = [];
    private readonly List<string> _errors = [];
    private OtlpConfiguration _configuration = null!;

    // Where the resource, scope and metric at hand are, as they apply to all points below them.
    private UInt128 _configurationHash;
    private UInt128 _scopeHash;
    private UInt128 _metricHash;
    private LabelSet _resourceLabels = LabelSet.Empty;
    private LabelSet _scopeLabels = LabelSet.Empty;
    private long _newest;
    private int _points;
    private bool _isFresh;

    /// <summary>What was read, to be appended.</summary>
    public SampleBatch Batch { get; } = new();

    /// <summary>Points that were refused, while they were read or by the sink.</summary>
    public int Refused => _refusedPoints.Count;

    /// <summary>Why, for the first of them; "" where there are none.</summary>
    public string Error => string.Join("; ", _errors);

    /// <summary>Reads a request and appends it.</summary>
    /// <exception cref="ProtobufException">It is malformed; nothing was stored.</exception>
    public void Write(ReadOnlySpan<byte> message, OtlpConfiguration configuration)
    {
        Read(message, configuration, isFresh: false);
        sink.Append(Batch);
        if (HasUnknown())
        {
            // The sink forgot series since they were cached: everything is resolved anew, and what was stored already is only repeated.
            Read(message, configuration, isFresh: true);
            sink.Append(Batch);
        }

        TakeStatus();
    }

    /// <summary>Reads a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="configuration">How names are made.</param>
    /// <param name="isFresh">Whether nothing is taken from the cache.</param>
    public void Read(ReadOnlySpan<byte> message, OtlpConfiguration configuration, bool isFresh)
    {
        Clear();
        _isFresh = isFresh;
        if (!ReferenceEquals(configuration, _configuration))
        {
            // Another configuration makes other names of the same bytes.
            _configuration = configuration;
            _configurationHash = XxHash128.HashToUInt128(JsonSerializer.SerializeToUtf8Bytes(configuration), seed);
        }

        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                ReadResource(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Forgets the request.</summary>
    public void Clear()
    {
        Batch.Clear();
        _floatPoints.Clear();
        _histogramPoints.Clear();
        _refusedPoints.Clear();
        _errors.Clear();
        _points = 0;
    }

    private void ReadResource(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> resource = default;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                resource = reader.Bytes();
            }
            else
            {
                reader.Skip();
            }
        }

        _newest = 0;
        LabelSet targetInfo = ReadResourceLabels(resource);
        UInt128 resourceHash = Join(_configurationHash, XxHash128.HashToUInt128(resource, seed));
        reader = new ProtobufReader(message);
        while ((field = reader.NextField()) != 0)
        {
            if (field == 2)
            {
                ReadScope(reader.Bytes(), resourceHash);
            }
            else
            {
                reader.Skip();
            }
        }

        if (targetInfo.Count > 0 && _newest > 0)
        {
            AddTargetInfo(sink.Resolve(targetInfo));
        }
    }

    private void ReadScope(ReadOnlySpan<byte> message, UInt128 resourceHash)
    {
        ReadOnlySpan<byte> scope = default, schema = default;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: scope = reader.Bytes(); break;
                case 3: schema = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        _scopeLabels = _configuration.PromoteScope ? ReadScopeLabels(scope, schema) : LabelSet.Empty;
        _scopeHash = _configuration.PromoteScope ? Join(resourceHash, Join(XxHash128.HashToUInt128(scope, seed), XxHash128.HashToUInt128(schema, seed))) : resourceHash;
        reader = new ProtobufReader(message);
        while ((field = reader.NextField()) != 0)
        {
            if (field == 2)
            {
                ReadMetric(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The series of a point, by what came over the wire; its labels are only read where it is new.</summary>
    private SeriesRef Resolve(in OtlpMetric metric, ReadOnlySpan<byte> point, int attributesField, string suffix, string extraLabel, double extraValue)
    {
        UInt128 key = Key(point, attributesField, suffix, extraValue);
        if (!_isFresh && cache.TryGet(key, out SeriesRef series))
        {
            return series;
        }

        ReadAttributes(point, attributesField);
        foreach (Label label in _resourceLabels.Span)
        {
            _labels.Set(label.Name, label.Value);
        }

        foreach (Label label in _scopeLabels.Span)
        {
            _labels.Set(label.Name, label.Value);
        }

        if (extraLabel.Length > 0)
        {
            _labels.Set(extraLabel, BoundText.Format(extraValue));
        }

        _labels.Set(LabelNames.MetricName, metric.Name + suffix);
        series = sink.Resolve(_labels.Build());
        if (!series.IsNone)
        {
            cache.Set(key, series);
        }

        return series;
    }

    private UInt128 Key(ReadOnlySpan<byte> point, int attributesField, string suffix, double extraValue)
    {
        _hashes.Clear();
        _hashes.Add(_metricHash);
        _hashes.Add(new UInt128((ulong)BitConverter.DoubleToInt64Bits(extraValue), suffix.Length == 0 ? 0UL : suffix[1]));
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == attributesField)
            {
                _hashes.Add(XxHash128.HashToUInt128(reader.Bytes(), seed));
            }
            else
            {
                reader.Skip();
            }
        }

        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_hashes)), seed);
    }

    private UInt128 Join(UInt128 a, UInt128 b) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes((ReadOnlySpan<UInt128>)[a, b]), seed);

    private void AddFloat(SeriesRef series, long timestamp, double value)
    {
        if (series.IsNone)
        {
            Refuse("no more series are allowed");
            return;
        }

        _newest = Math.Max(_newest, timestamp);
        _floatPoints.Add(_points);
        Batch.Add(series, timestamp, double.IsNaN(value) && !StaleMarker.Is(value) ? FloatText.NaN : value);
    }

    /// <summary>No sender sent this: what becomes of it is no answer to one.</summary>
    private void AddTargetInfo(SeriesRef series)
    {
        if (!series.IsNone)
        {
            _floatPoints.Add(-1);
            Batch.Add(series, _newest, 1);
        }
    }

    /// <summary>Refuses the point at hand.</summary>
    private void Refuse(string error)
    {
        _refusedPoints.Add(_points);
        if (_errors.Count < MaxErrors && !_errors.Contains(error))
        {
            _errors.Add(error);
        }
    }

    private bool HasUnknown()
    {
        foreach (ref HistogramSample sample in Batch.HistogramSpan)
        {
            if (sample.Status == AppendStatus.UnknownSeries)
            {
                return true;
            }
        }

        return Batch.Status.Contains(AppendStatus.UnknownSeries);
    }

    private void TakeStatus()
    {
        Span<AppendStatus> status = Batch.Status;
        for (int i = 0; i < status.Length; i++)
        {
            Take(status[i], _floatPoints[i], Batch.Series[i]);
        }

        Span<HistogramSample> histograms = Batch.HistogramSpan;
        for (int i = 0; i < histograms.Length; i++)
        {
            Take(histograms[i].Status, _histogramPoints[i], histograms[i].Series);
        }
    }

    private void Take(AppendStatus status, int point, SeriesRef series)
    {
        if (status > AppendStatus.Repeated && point >= 0)
        {
            _points = point;
            Refuse(status switch
            {
                AppendStatus.Duplicate => $"another value at the same time for {sink.Labels(series)}",
                AppendStatus.OutOfOrder => $"out of order for {sink.Labels(series)}",
                AppendStatus.TooOld => $"too old for {sink.Labels(series)}",
                AppendStatus.TooNew => $"too far in the future for {sink.Labels(series)}",
                _ => $"refused for {sink.Labels(series)}",
            });
        }
    }
}
