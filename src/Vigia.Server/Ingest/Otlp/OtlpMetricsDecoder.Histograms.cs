using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

internal sealed partial class OtlpMetricsDecoder
{
    // What OpenTelemetry's specification gives a histogram that names no threshold.
    private const double DefaultZeroThreshold = 1e-128;
    private const int MaxSchema = 8;
    private const int MinSchema = -4;
    private const int MaxBuckets = 100_000;

    private readonly List<ulong> _counts = [];
    private readonly List<double> _bounds = [];
    private readonly List<SeriesRef> _bucketSeries = [];

    /// <summary>HistogramDataPoint: time 3, count 4, sum 5, bucket_counts 6, explicit_bounds 7, exemplars 8, attributes 9, flags 10.</summary>
    private void ReadHistogram(in OtlpMetric metric, ReadOnlySpan<byte> point)
    {
        if (metric.IsDelta)
        {
            Refuse($"{metric.Name}: a histogram of deltas cannot be stored; send it as cumulative");
            return;
        }

        ulong count = 0;
        double? sum = null;
        long timestamp = 0;
        bool isStale = false;
        _counts.Clear();
        _bounds.Clear();
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 3: timestamp = Milliseconds(reader.Fixed64()); break;
                case 4: count = reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 6: reader.AddFixed64(_counts); break;
                case 7: reader.AddDoubles(_bounds); break;
                case 10: isStale = (reader.Integer() & NoRecordedValue) != 0; break;
                default: reader.Skip(); break;
            }
        }

        if (_counts.Count > 0 && _counts.Count != _bounds.Count + 1)
        {
            Refuse($"{metric.Name}: {_counts.Count} buckets do not fit {_bounds.Count} bounds");
            return;
        }

        if (sum is { } given)
        {
            AddFloat(Resolve(metric, point, 9, "_sum", "", 0), timestamp, isStale ? StaleMarker.Value : given);
        }

        AddFloat(Resolve(metric, point, 9, "_count", "", 0), timestamp, isStale ? StaleMarker.Value : count);
        _bucketSeries.Clear();
        ulong cumulative = 0;
        for (int i = 0; i < _counts.Count && i < _bounds.Count; i++)
        {
            cumulative += _counts[i];
            AddBucket(metric, point, _bounds[i], timestamp, isStale ? StaleMarker.Value : cumulative);
        }

        AddBucket(metric, point, double.PositiveInfinity, timestamp, isStale ? StaleMarker.Value : count);
        ReadBucketExemplars(point);
    }

    private void AddBucket(in OtlpMetric metric, ReadOnlySpan<byte> point, double bound, long timestamp, double value)
    {
        SeriesRef series = Resolve(metric, point, 9, "_bucket", LabelNames.Bucket, bound);
        _bucketSeries.Add(series);
        AddFloat(series, timestamp, value);
    }

    /// <summary>An exemplar goes to the first bucket that its value fits into.</summary>
    private void ReadBucketExemplars(ReadOnlySpan<byte> point)
    {
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field != 8)
            {
                reader.Skip();
                continue;
            }

            (Exemplar exemplar, double value) = ReadExemplar(reader.Bytes());
            int bucket = 0;
            while (bucket < _bucketSeries.Count - 1 && value > _bounds[bucket])
            {
                bucket++;
            }

            AddExemplar(_bucketSeries[bucket], exemplar);
        }
    }

    /// <summary>
    /// ExponentialHistogramDataPoint: attributes 1, time 3, count 4, sum 5, scale 6, zero_count 7, positive 8, negative 9, flags 10, exemplars 11,
    /// zero_threshold 14.
    /// </summary>
    private void ReadExponential(in OtlpMetric metric, ReadOnlySpan<byte> point)
    {
        if (metric.IsDelta)
        {
            Refuse($"{metric.Name}: a histogram of deltas cannot be stored; send it as cumulative");
            return;
        }

        ulong count = 0, zeroCount = 0;
        double sum = 0, threshold = 0;
        int scale = 0;
        long timestamp = 0;
        bool isStale = false;
        ReadOnlySpan<byte> positive = default, negative = default;
        var reader = new ProtobufReader(point);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 3: timestamp = Milliseconds(reader.Fixed64()); break;
                case 4: count = reader.Fixed64(); break;
                case 5: sum = reader.Double(); break;
                case 6: scale = (int)reader.ZigZag(); break;
                case 7: zeroCount = reader.Fixed64(); break;
                case 8: positive = reader.Bytes(); break;
                case 9: negative = reader.Bytes(); break;
                case 10: isStale = (reader.Integer() & NoRecordedValue) != 0; break;
                case 14: threshold = reader.Double(); break;
                default: reader.Skip(); break;
            }
        }

        if (scale < MinSchema)
        {
            Refuse($"{metric.Name}: an exponential histogram's scale is {scale}, the lowest that can be stored is {MinSchema}");
            return;
        }

        // A finer scale is made coarser by joining neighbours.
        int down = Math.Max(scale - MaxSchema, 0);
        if (!TryReadBuckets(positive, down, out BucketSpan[] positiveSpans, out double[] positiveBuckets)
            || !TryReadBuckets(negative, down, out BucketSpan[] negativeSpans, out double[] negativeBuckets))
        {
            Refuse($"{metric.Name}: an exponential histogram has more than {MaxBuckets} buckets, or their offset is out of range");
            return;
        }

        SeriesRef series = Resolve(metric, point, attributesField: 1, "", "", 0);
        if (series.IsNone)
        {
            Refuse("no more series are allowed");
            return;
        }

        _newest = Math.Max(_newest, timestamp);
        _histogramPoints.Add(_points);
        Batch.Histograms.Add(new HistogramSample(series, timestamp, new NativeHistogram
        {
            Schema = Math.Min(scale, MaxSchema),
            ZeroThreshold = threshold > 0 ? threshold : DefaultZeroThreshold,
            ZeroCount = isStale ? 0 : zeroCount,
            Count = isStale ? 0 : count,
            Sum = isStale ? StaleMarker.Value : sum,
            PositiveSpans = isStale ? [] : positiveSpans,
            PositiveBuckets = isStale ? [] : positiveBuckets,
            NegativeSpans = isStale ? [] : negativeSpans,
            NegativeBuckets = isStale ? [] : negativeBuckets,
            IsInteger = true,
        }));
        ReadExemplars(series, point, 11);
    }

    /// <summary>
    /// Buckets: offset 1 (sint32), bucket_counts 2 (uint64). Bucket i is that above base^(offset+i) there, and that up to base^i here: one is added.
    /// </summary>
    private bool TryReadBuckets(ReadOnlySpan<byte> message, int down, out BucketSpan[] spans, out double[] buckets)
    {
        (spans, buckets) = ([], []);
        long offset = 0;
        _counts.Clear();
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: offset = reader.ZigZag(); break;
                case 2: reader.AddIntegers(_counts); break;
                default: reader.Skip(); break;
            }
        }

        if (_counts.Count == 0)
        {
            return true;
        }

        if (_counts.Count > MaxBuckets || Math.Abs(offset) > int.MaxValue / 2)
        {
            return false;
        }

        down = Math.Min(down, 40);
        long first = (offset >> down) + 1;
        long last = ((offset + _counts.Count - 1) >> down) + 1;
        buckets = new double[last - first + 1];
        for (int i = 0; i < _counts.Count; i++)
        {
            buckets[((offset + i) >> down) + 1 - first] += _counts[i];
        }

        spans = [new BucketSpan((int)first, (uint)buckets.Length)];
        return true;
    }
}
