using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.RemoteWrite;

internal sealed partial class RemoteWriteDecoder
{
    // More than any sender makes known; past it metadata is written again, which is only work.
    private const int MaxKnownMetadata = 100_000;

    private readonly List<(int Start, int Length)> _symbols = [];
    private readonly List<UInt128> _symbolHashes = [];
    private readonly List<ulong> _references = [];
    private readonly HashSet<UInt128> _knownMetadata = [];
    private UInt128[] _labelHashes = new UInt128[64];

    /// <summary>Labels are numbers of symbols, which differ from request to request: a series' key is a hash over the hashes of its symbols.</summary>
    private void ReadVersion2(ReadOnlySpan<byte> message)
    {
        _symbols.Clear();
        _symbolHashes.Clear();
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 4)
            {
                ReadOnlySpan<byte> symbol = reader.Bytes();
                _symbols.Add((reader.Position - symbol.Length, symbol.Length));
                _symbolHashes.Add(XxHash128.HashToUInt128(symbol, seed));
            }
            else
            {
                reader.Skip();
            }
        }

        if (_symbols.Count > 0 && _symbols[0].Length > 0)
        {
            throw new ProtobufException("the first symbol is not empty");
        }

        reader = new ProtobufReader(message);
        while ((field = reader.NextField()) != 0)
        {
            if (field == 5)
            {
                ReadOnlySpan<byte> series = reader.Bytes();
                _series.Add((reader.Position - series.Length, series.Length));
                ReadSeries2(message, series);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadSeries2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> timeSeries)
    {
        SeriesRef series = Resolve2(message, timeSeries, out UInt128 nameHash);
        bool hasMetadata = false;
        var reader = new ProtobufReader(timeSeries);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 2: ReadSample(series, reader.Bytes()); break;
                case 3: ReadHistogram(series, reader.Bytes()); break;
                case 4: ReadExemplar2(message, series, reader.Bytes()); break;
                case 5: ReadMetadata2(message, series, nameHash, reader.Bytes()); hasMetadata = true; break;
                default: reader.Skip(); break;
            }
        }

        if (!hasMetadata)
        {
            metrics.WithoutMetadata.Increment();
        }
    }

    private SeriesRef Resolve2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> timeSeries, out UInt128 key)
    {
        _references.Clear();
        var reader = new ProtobufReader(timeSeries);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                reader.AddIntegers(_references);
            }
            else
            {
                reader.Skip();
            }
        }

        key = KeyOf(_references);
        if (cache.TryGet(key, ref _place, out SeriesRef series))
        {
            return series;
        }

        series = ResolveLabels(TryReadReferences(message));
        if (!series.IsNone)
        {
            cache.Set(key, series);
        }

        return series;
    }

    private UInt128 KeyOf(List<ulong> references)
    {
        if (_labelHashes.Length < references.Count)
        {
            Array.Resize(ref _labelHashes, references.Count * 2);
        }

        for (int i = 0; i < references.Count; i++)
        {
            _labelHashes[i] = references[i] < (ulong)_symbolHashes.Count ? _symbolHashes[(int)references[i]] : throw UnknownSymbol(references[i]);
        }

        // Another seed than version 1: the same bytes must not be the same key.
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(_labelHashes.AsSpan(0, references.Count)), ~seed);
    }

    private bool TryReadReferences(ReadOnlySpan<byte> message)
    {
        _labels.Clear();
        bool isValid = _references.Count % 2 == 0;
        for (int i = 0; i + 1 < _references.Count; i += 2)
        {
            isValid &= TryAddLabel(Symbol(message, _references[i]), Symbol(message, _references[i + 1]));
        }

        return isValid;
    }

    private SeriesRef Renew2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> timeSeries)
    {
        _references.Clear();
        var reader = new ProtobufReader(timeSeries);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                reader.AddIntegers(_references);
            }
            else
            {
                reader.Skip();
            }
        }

        SeriesRef series = ResolveLabels(TryReadReferences(message));
        if (!series.IsNone)
        {
            cache.Set(KeyOf(_references), series);
        }

        return series;
    }

    private void ReadExemplar2(ReadOnlySpan<byte> message, SeriesRef series, ReadOnlySpan<byte> exemplar)
    {
        double value = 0;
        long timestamp = 0;
        _references.Clear();
        var reader = new ProtobufReader(exemplar);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: reader.AddIntegers(_references); break;
                case 2: value = reader.Double(); break;
                case 3: timestamp = reader.Signed(); break;
                default: reader.Skip(); break;
            }
        }

        AddExemplar(series, TryReadReferences(message), value, timestamp);
    }

    private void ReadMetadata2(ReadOnlySpan<byte> message, SeriesRef series, UInt128 seriesKey, ReadOnlySpan<byte> metadata)
    {
        if (series.IsNone)
        {
            return;
        }

        // What a series says of its family is the same each time: its bytes alone say little, as they are numbers of symbols.
        ulong type = 0, help = 0, unit = 0;
        var reader = new ProtobufReader(metadata);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: type = reader.Integer(); break;
                case 3: help = reader.Integer(); break;
                case 4: unit = reader.Integer(); break;
                default: reader.Skip(); break;
            }
        }

        ReadOnlySpan<byte> helpText = Symbol(message, help), unitText = Symbol(message, unit);
        UInt128 key = seriesKey ^ new UInt128(type, 0)
            ^ (_symbolHashes.Count == 0 ? 0 : UInt128.RotateLeft(_symbolHashes[(int)help], 1) ^ UInt128.RotateLeft(_symbolHashes[(int)unit], 2));
        if (_knownMetadata.Contains(key))
        {
            return;
        }

        if (_knownMetadata.Count >= MaxKnownMetadata)
        {
            _knownMetadata.Clear();
        }

        _knownMetadata.Add(key);
        if (sink.Labels(series) is { } labels)
        {
            sink.SetMetadata(
                Family(labels.MetricName, TypeOf(type)), new MetricMetadata(TypeOf(type), Encoding.UTF8.GetString(helpText), Encoding.UTF8.GetString(unitText)));
        }
    }

    /// <summary>Series of classic histograms and summaries are several of one family.</summary>
    private static string Family(string name, MetricType type)
    {
        if (type is MetricType.Histogram or MetricType.GaugeHistogram or MetricType.Summary)
        {
            foreach (string suffix in new[] { "_bucket", "_count", "_sum" })
            {
                if (name.EndsWith(suffix, StringComparison.Ordinal))
                {
                    return name[..^suffix.Length];
                }
            }
        }

        return name;
    }

    private ReadOnlySpan<byte> Symbol(ReadOnlySpan<byte> message, ulong number)
    {
        if (number >= (ulong)_symbols.Count)
        {
            return number == 0 ? default : throw UnknownSymbol(number);
        }

        (int start, int length) = _symbols[(int)number];
        return message.Slice(start, length);
    }

    private static ProtobufException UnknownSymbol(ulong number) => new($"there is no symbol {number}");
}
