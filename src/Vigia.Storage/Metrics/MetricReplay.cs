using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Records;

namespace Vigia.Storage.Metrics;

/// <summary>
/// Brings the head, the exemplars and the metadata to what a journal's records say. A record that makes no sense although its checksum is
/// right is skipped, counted and logged. Not thread-safe.
/// </summary>
internal sealed partial class MetricReplay(SeriesHead head, ExemplarRing exemplars, MetadataTable metadata, ILogger logger)
{
    /// <summary>Bytes of a text in a record. Nothing larger is written: <see cref="MetricStore"/> refuses it.</summary>
    public const int MaxText = 1 << 20;

    /// <summary>Labels of a series or an exemplar.</summary>
    public const int MaxLabels = 1 << 12;

    private readonly SampleBatch _batch = new();
    private readonly ChunkScratch _scratch = new();
    private long[] _series = new long[1024];
    private long[] _times = new long[1024];
    private uint[] _pairs = new uint[64];

    /// <summary>Samples that were taken.</summary>
    public long Samples { get; private set; }

    /// <summary>Records that made no sense.</summary>
    public long Skipped { get; private set; }

    /// <summary>Takes one record.</summary>
    public void Apply(ReadOnlySpan<byte> record)
    {
        try
        {
            var reader = new SpanReader(record);
            var kind = (RecordKind)reader.Byte();
            switch (kind)
            {
                case RecordKind.Series:
                    ApplySeries(ref reader);
                    break;
                case RecordKind.Samples:
                    _batch.Clear();
                    SamplesRecord.Read(ref reader, _batch, ref _series, ref _times);
                    Samples += head.Append(_batch, AppendLimits.None, long.MinValue, long.MaxValue, _scratch);
                    break;
                case RecordKind.Histograms:
                    ApplyHistograms(ref reader);
                    break;
                case RecordKind.Metadata:
                    string family = reader.Text(MaxText);
                    metadata.Set(family, new MetricMetadata((MetricType)reader.Byte(), reader.Text(MaxText), reader.Text(MaxText)));
                    break;
                case RecordKind.Deletion:
                    ApplyDeletion(ref reader);
                    break;
                case RecordKind.Exemplar:
                    ApplyExemplar(ref reader);
                    break;
                case RecordKind.Chunk:
                    ApplyChunk(ref reader);
                    break;
                default:
                    throw new InvalidDataException($"The kind {(int)kind} of a record is not known.");
            }
        }
        catch (InvalidDataException exception)
        {
            if (Skipped++ == 0)
            {
                LogSkipped(exception.Message);
            }
        }
    }

    private void ApplySeries(ref SpanReader reader)
    {
        uint series = (uint)reader.Count(int.MaxValue);
        int added = reader.Count(MaxLabels);
        for (int i = 0; i < added; i++)
        {
            uint pair = (uint)reader.Count(int.MaxValue);
            string name = reader.Text(MaxText);
            head.RestorePair(pair, name, reader.Text(MaxText));
        }

        int count = reader.Count(MaxLabels);
        if (_pairs.Length < count)
        {
            _pairs = new uint[count];
        }

        for (int i = 0; i < count; i++)
        {
            _pairs[i] = (uint)reader.Count(int.MaxValue);
        }

        head.RestoreSeries(series, _pairs.AsSpan(0, count));
    }

    private void ApplyHistograms(ref SpanReader reader)
    {
        int count = reader.Count(reader.Remaining);
        for (int i = 0; i < count; i++)
        {
            ulong series = reader.Varint();
            (long[] times, NativeHistogram[] histograms) = HistogramChunk.Read(reader.Bytes(reader.Count(reader.Remaining)));
            AppendHistograms(series, times, histograms);
        }
    }

    private void AppendHistograms(ulong series, long[] times, NativeHistogram[] histograms)
    {
        _batch.Clear();
        for (int i = 0; i < times.Length; i++)
        {
            _batch.Histograms.Add(new HistogramSample(new SeriesRef(series), times[i], histograms[i]));
        }

        Samples += head.Append(_batch, AppendLimits.None, long.MinValue, long.MaxValue, _scratch);
    }

    private void ApplyDeletion(ref SpanReader reader)
    {
        int count = reader.Count(reader.Remaining);
        var series = new uint[count];
        uint last = 0;
        for (int i = 0; i < count; i++)
        {
            last = unchecked(last + (uint)reader.Varint());
            series[i] = last;
        }

        head.Delete(series, reader.Svarint(), reader.Svarint(), _scratch);
    }

    private void ApplyExemplar(ref SpanReader reader)
    {
        ulong series = reader.Varint();
        long time = reader.Svarint();
        double value = reader.Double();
        int count = reader.Count(MaxLabels);
        var labels = new Label[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = new Label(reader.Text(MaxText), reader.Text(MaxText));
        }

        if (head.Labels(series) is { } of)
        {
            exemplars.Add((uint)series, of, new Exemplar(LabelSet.FromSorted(labels), value, time));
        }
    }

    private void ApplyChunk(ref SpanReader reader)
    {
        ulong series = reader.Varint();
        ReadOnlySpan<byte> chunk = reader.Rest;
        if (chunk.Length > 0 && chunk[0] == (byte)ChunkKind.Histograms)
        {
            (long[] times, NativeHistogram[] histograms) = HistogramChunk.Read(chunk);
            AppendHistograms(series, times, histograms);
            return;
        }

        int count = FloatChunk.Read(chunk, _scratch.Times, _scratch.Values);
        if (!Ascends(_scratch.Times.AsSpan(0, count)))
        {
            throw new InvalidDataException("The times of a chunk do not ascend.");
        }

        if (!head.AddChunk(series, chunk, _scratch.Times[0], _scratch.Times[count - 1], count))
        {
            _batch.Clear();
            for (int i = 0; i < count; i++)
            {
                _batch.Add(new SeriesRef(series), _scratch.Times[i], _scratch.Values[i]);
            }

            head.Append(_batch, AppendLimits.None, long.MinValue, long.MaxValue, _scratch);
        }

        Samples += count;
    }

    private static bool Ascends(ReadOnlySpan<long> times)
    {
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] <= times[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "Um registro do diário de métricas não faz sentido e foi pulado ({Reason}); outros como ele são só contados")]
    private partial void LogSkipped(string reason);
}
