using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Exposition;

internal sealed partial class ProtobufExpositionReader
{
    private readonly NativeHistogramBuilder _native = new();

    private void ReadHistogram(ReadOnlySpan<byte> name, ReadOnlySpan<byte> metric, MetricType type, ReadOnlySpan<byte> message, long? timestamp)
    {
        // Gauge histograms keep the suffixes of histograms in this format.
        _native.Clear();
        double count = 0, sum = 0;
        bool isFloat = false, isNative = false, hasBuckets = false;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1 when !isFloat: count = reader.Integer(); break;
                case 2: sum = reader.Double(); break;
                case 3: hasBuckets = true; reader.Skip(); break;
                case 4 when reader.Double() is var whole:
                    if (whole > 0)
                    {
                        (count, isFloat) = (whole, true);
                    }

                    break;
                case 5: _native.Schema = (int)reader.ZigZag(); break;
                case 6: _native.ZeroThreshold = reader.Double(); isNative |= _native.ZeroThreshold > 0; break;
                case 7: _native.ZeroCount = reader.Integer(); isNative |= _native.ZeroCount > 0; break;
                case 8 when reader.Double() is var zeros:
                    if (zeros > 0)
                    {
                        (_native.ZeroCount, isNative) = (zeros, true);
                    }

                    break;
                case 9: _native.AddSpan(reader.Bytes(), isNegative: true); isNative = true; break;
                case 10: reader.AddZigZag(_native.NegativeDeltas); break;
                case 11: reader.AddDoubles(_native.NegativeCounts); break;
                case 12: _native.AddSpan(reader.Bytes(), isNegative: false); isNative = true; break;
                case 13: reader.AddZigZag(_native.PositiveDeltas); break;
                case 14: reader.AddDoubles(_native.PositiveCounts); break;
                default: reader.Skip(); break;
            }
        }

        bool takesNative = isNative && withNative;
        if (takesNative)
        {
            _native.Count = count;
            _native.Sum = sum;
            _native.IsFloat = isFloat;
            _native.ResetHint = type == MetricType.GaugeHistogram ? CounterReset.Gauge : CounterReset.Unknown;
            BeginKey(name, default, metric);
            _key.Raw("}"u8);
            if (!_native.TryBuild(out NativeHistogram? histogram, out string? error))
            {
                throw new ExpositionException(0, error!);
            }

            consumer.Histogram(_key.Written, type, histogram!, timestamp);
            ReadNativeExemplars(message);
        }

        if (!takesNative || (withClassic && hasBuckets))
        {
            ReadClassic(name, metric, type, message, count, sum, timestamp);
        }
    }

    private void ReadNativeExemplars(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 16)
            {
                EmitExemplar(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadClassic(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> metric, MetricType type, ReadOnlySpan<byte> message, double count, double sum, long? timestamp)
    {
        bool hasInfinity = false;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 3)
            {
                hasInfinity |= ReadBucket(name, metric, type, reader.Bytes(), timestamp);
            }
            else
            {
                reader.Skip();
            }
        }

        if (!hasInfinity)
        {
            BeginKey(name, "_bucket"u8, metric);
            _key.Label("le"u8, "+Inf"u8);
            Emit(type, count, timestamp);
        }

        BeginKey(name, "_sum"u8, metric);
        Emit(type, sum, timestamp);
        BeginKey(name, "_count"u8, metric);
        Emit(type, count, timestamp);
    }

    /// <returns>Whether it was the bucket without an upper bound.</returns>
    private bool ReadBucket(ReadOnlySpan<byte> name, ReadOnlySpan<byte> metric, MetricType type, ReadOnlySpan<byte> message, long? timestamp)
    {
        double count = 0, bound = 0;
        bool isFloat = false;
        ReadOnlySpan<byte> exemplar = default;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1 when !isFloat: count = reader.Integer(); break;
                case 2: bound = reader.Double(); break;
                case 3: exemplar = reader.Bytes(); break;
                case 4 when reader.Double() is var whole:
                    if (whole > 0)
                    {
                        (count, isFloat) = (whole, true);
                    }

                    break;
                default: reader.Skip(); break;
            }
        }

        BeginKey(name, "_bucket"u8, metric);
        _key.Label("le"u8, Bound(bound));
        Emit(type, count, timestamp);
        if (!exemplar.IsEmpty)
        {
            EmitExemplar(exemplar);
        }

        return double.IsPositiveInfinity(bound);
    }
}
