using System.IO.Hashing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

internal sealed partial class OtlpMetricsDecoder
{
    private const ulong NoRecordedValue = 1;
    private const ulong Delta = 1;

    private readonly HashSet<UInt128> _knownMetrics = [];

    /// <summary>Metric: name 1, description 2, unit 3, gauge 5, sum 7, histogram 9, exponential_histogram 10, summary 11.</summary>
    private void ReadMetric(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> name = default, description = default, unit = default, data = default;
        int kind = 0;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: name = reader.Bytes(); break;
                case 2: description = reader.Bytes(); break;
                case 3: unit = reader.Bytes(); break;
                case 5 or 7 or 9 or 10 or 11:
                    kind = field;
                    data = reader.Bytes();
                    break;
                default: reader.Skip(); break;
            }
        }

        (bool isMonotonic, bool isDelta) = ReadAggregation(data, kind);
        MetricType type = kind switch
        {
            7 when isMonotonic => MetricType.Counter,
            9 or 10 => MetricType.Histogram,
            11 => MetricType.Summary,
            _ => MetricType.Gauge,
        };
        string unitText = OtlpAttributes.Text(unit);
        string stored = OtlpNames.Metric(OtlpAttributes.Text(name), unitText, type == MetricType.Counter, kind == 5, _configuration);
        var metric = new OtlpMetric(stored, type, isDelta);
        _metricHash = Join(_scopeHash, new UInt128(XxHash3.HashToUInt64(name, seed), XxHash3.HashToUInt64(unit, seed) ^ ((ulong)kind << 1) ^ (isMonotonic ? 1UL : 0)));
        if (stored.Length > 0 && kind != 0)
        {
            Describe(metric, description, unitText);
        }

        ReadPoints(metric, kind, data);
    }

    private void Describe(in OtlpMetric metric, ReadOnlySpan<byte> description, string unit)
    {
        if (_knownMetrics.Count > 100_000)
        {
            _knownMetrics.Clear();
        }

        if (_knownMetrics.Add(Join(_metricHash, XxHash128.HashToUInt128(description, seed))))
        {
            (string main, string per) = OtlpUnits.Words(unit);
            string words = per.Length > 0 ? $"{main}_{per}".TrimStart('_') : main;
            sink.SetMetadata(metric.Name, new MetricMetadata(metric.Type, OtlpAttributes.Text(description), words));
        }
    }

    private static (bool IsMonotonic, bool IsDelta) ReadAggregation(ReadOnlySpan<byte> data, int kind)
    {
        bool isMonotonic = false, isDelta = false;
        if (kind is not (7 or 9 or 10))
        {
            return (false, false);
        }

        var reader = new ProtobufReader(data);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 2: isDelta = reader.Integer() == Delta; break;
                case 3 when kind == 7: isMonotonic = reader.Integer() != 0; break;
                default: reader.Skip(); break;
            }
        }

        return (isMonotonic, isDelta);
    }

    private void ReadPoints(in OtlpMetric metric, int kind, ReadOnlySpan<byte> data)
    {
        var reader = new ProtobufReader(data);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field != 1)
            {
                reader.Skip();
                continue;
            }

            ReadOnlySpan<byte> point = reader.Bytes();
            _points++;
            if (metric.Name.Length == 0)
            {
                Refuse("a metric has no name");
                continue;
            }

            switch (kind)
            {
                case 5 or 7: ReadNumber(metric, point); break;
                case 9: ReadHistogram(metric, point); break;
                case 10: ReadExponential(metric, point); break;
                default: ReadSummary(metric, point); break;
            }
        }
    }

    /// <summary>NumberDataPoint: time 3, as_double 4, exemplars 5, as_int 6, attributes 7, flags 8.</summary>
    private void ReadNumber(in OtlpMetric metric, ReadOnlySpan<byte> point)
    {
        double value = 0;
        long timestamp = 0;
        bool isStale = false;
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 3: timestamp = Milliseconds(reader.Fixed64()); break;
                case 4: value = reader.Double(); break;
                case 6: value = (long)reader.Fixed64(); break;
                case 8: isStale = (reader.Integer() & NoRecordedValue) != 0; break;
                default: reader.Skip(); break;
            }
        }

        SeriesRef series = Resolve(metric, point, attributesField: 7, "", "", 0);
        if (metric.IsDelta && !isStale && !series.IsNone)
        {
            if (metric.Type != MetricType.Counter)
            {
                Refuse($"{metric.Name}: a delta sum that may shrink cannot be stored; send it as cumulative");
                return;
            }

            if (totals.TryAdd(series, timestamp, value, out value) is { } error)
            {
                Refuse($"{metric.Name}: {error}");
                return;
            }
        }

        AddFloat(series, timestamp, isStale ? StaleMarker.Value : value);
        ReadExemplars(series, point, 5);
    }

    /// <summary>SummaryDataPoint: time 3, count 4, sum 5, quantile_values 6, attributes 7, flags 8.</summary>
    private void ReadSummary(in OtlpMetric metric, ReadOnlySpan<byte> point)
    {
        double sum = 0, count = 0;
        long timestamp = 0;
        bool isStale = false;
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 3: timestamp = Milliseconds(reader.Fixed64()); break;
                case 4: count = reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 8: isStale = (reader.Integer() & NoRecordedValue) != 0; break;
                default: reader.Skip(); break;
            }
        }

        AddFloat(Resolve(metric, point, 7, "_sum", "", 0), timestamp, isStale ? StaleMarker.Value : sum);
        AddFloat(Resolve(metric, point, 7, "_count", "", 0), timestamp, isStale ? StaleMarker.Value : count);
        reader = new ProtobufReader(point);
        while ((field = reader.NextField()) != 0)
        {
            if (field != 6)
            {
                reader.Skip();
                continue;
            }

            double quantile = 0, value = 0;
            var pair = new ProtobufReader(reader.Bytes());
            while ((field = pair.NextField()) != 0)
            {
                switch (field)
                {
                    case 1: quantile = pair.Double(); break;
                    case 2: value = pair.Double(); break;
                    default: pair.Skip(); break;
                }
            }

            AddFloat(Resolve(metric, point, 7, "", LabelNames.Quantile, quantile), timestamp, isStale ? StaleMarker.Value : value);
        }
    }

    private void ReadExemplars(SeriesRef series, ReadOnlySpan<byte> point, int exemplarsField)
    {
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == exemplarsField)
            {
                (Exemplar exemplar, _) = ReadExemplar(reader.Bytes());
                AddExemplar(series, exemplar);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void AddExemplar(SeriesRef series, Exemplar exemplar)
    {
        if (!series.IsNone)
        {
            Batch.Exemplars.Add((series, exemplar));
        }
    }

    /// <summary>Exemplar: time 2, as_double 3, span_id 4, trace_id 5, as_int 6, filtered_attributes 7.</summary>
    private (Exemplar Exemplar, double Value) ReadExemplar(ReadOnlySpan<byte> message)
    {
        double value = 0;
        long timestamp = 0;
        ReadAttributes(message, 7);
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 2: timestamp = Milliseconds(reader.Fixed64()); break;
                case 3: value = reader.Double(); break;
                case 4: _labels.Set("span_id", Convert.ToHexStringLower(reader.Bytes())); break;
                case 5: _labels.Set("trace_id", Convert.ToHexStringLower(reader.Bytes())); break;
                case 6: value = (long)reader.Fixed64(); break;
                default: reader.Skip(); break;
            }
        }

        return (new Exemplar(_labels.Build(), value, timestamp), value);
    }

    private static long Milliseconds(ulong nanoseconds) => (long)(nanoseconds / 1_000_000);
}
