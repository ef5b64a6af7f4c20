using System.Buffers;
using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Index;
using Vigia.Storage.Metrics.Records;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    private const int SamplesPerRecord = 16384;

    private readonly SeriesDefined _onSeriesDefined;
    private long _appended;
    private long _refused;
    private long _refusedSeries;

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk is full or dead and too much waits for it.</exception>
    public SeriesRef Resolve(LabelSet labels)
    {
        UInt128 hash = LabelHash.Of(labels);
        uint series = _head.Find(hash);
        if (series != 0)
        {
            return new SeriesRef(series);
        }

        _journal.ThrowIfFull();
        if (!Fits(labels))
        {
            Interlocked.Increment(ref _refusedSeries);
            return SeriesRef.None;
        }

        series = _head.Add(labels, hash, _options.MaxSeries, _onSeriesDefined);
        if (series == 0 && Interlocked.Increment(ref _refusedSeries) == 1)
        {
            LogTooManySeries(_options.MaxSeries);
        }

        return new SeriesRef(series);
    }

    /// <inheritdoc/>
    public LabelSet? Labels(SeriesRef series) => _head.Labels(series.Value);

    /// <inheritdoc/>
    /// <exception cref="IOException">The disk is full or dead and too much waits for it: nothing of the batch was taken.</exception>
    public int Append(SampleBatch batch)
    {
        _journal.ThrowIfFull();
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        long future = now + (long)_options.MaxFuture.TotalMilliseconds;
        long longest = _retention.Bounds(0).Longest;
        long past = longest == 0 ? long.MinValue : now - longest;
        var limits = new AppendLimits((long)_options.OutOfOrderWindow.TotalMilliseconds, future);
        ChunkScratch scratch = _scratch.Rent();
        int appended;
        try
        {
            appended = _head.Append(batch, limits, past, future, scratch);
            if (appended > 0)
            {
                AppendToJournal(batch, scratch);
            }
        }
        finally
        {
            _scratch.Return(scratch);
        }

        AppendExemplars(batch);
        int refused = Refused(batch, appended);
        Interlocked.Add(ref _appended, appended);
        if (refused > 0)
        {
            Interlocked.Add(ref _refused, refused);
        }

        return refused;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => _journal.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public void SetMetadata(string family, MetricMetadata metadata)
    {
        if (Fits(family.Length + metadata.Help.Length + metadata.Unit.Length) && _metadata.Set(family, metadata))
        {
            AppendToJournal(MetricRecords.Metadata(family, metadata));
        }
    }

    /// <summary>Whether it can be journaled: no sender's labels come near to it.</summary>
    private static bool Fits(LabelSet labels)
    {
        long characters = 0;
        foreach (Label label in labels.Span)
        {
            characters += label.Name.Length + label.Value.Length;
        }

        return labels.Count <= MetricReplay.MaxLabels && Fits(characters);
    }

    private static bool Fits(long characters) => characters <= MetricReplay.MaxText / 3;

    private static int Refused(SampleBatch batch, int appended)
    {
        if (appended == batch.Count + batch.Histograms.Count)
        {
            return 0;
        }

        int refused = 0;
        foreach (AppendStatus status in batch.Status)
        {
            refused += status is AppendStatus.Appended or AppendStatus.Repeated ? 0 : 1;
        }

        foreach (ref HistogramSample sample in batch.HistogramSpan)
        {
            refused += sample.Status is AppendStatus.Appended or AppendStatus.Repeated ? 0 : 1;
        }

        return refused;
    }

    private void AppendToJournal(SampleBatch batch, ChunkScratch scratch)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(SamplesRecord.Bound(Math.Min(batch.Count, SamplesPerRecord)));
        for (int from = 0; from < batch.Count; from += SamplesPerRecord)
        {
            int length = SamplesRecord.Write(batch, from, Math.Min(batch.Count, from + SamplesPerRecord), room);
            if (length > 0)
            {
                _journal.Append(room.AsSpan(0, length));
            }
        }

        ArrayPool<byte>.Shared.Return(room);
        foreach (ref HistogramSample sample in batch.HistogramSpan)
        {
            if (sample.Status == AppendStatus.Appended)
            {
                byte[] chunk = HistogramChunk.Write([sample.Timestamp], [sample.Histogram], scratch);
                AppendToJournal(MetricRecords.Histogram((uint)sample.Series.Value, chunk));
            }
        }
    }

    private void AppendToJournal(ArraySegment<byte> record)
    {
        _journal.Append(record);
        MetricRecords.Return(record);
    }

    private void AppendExemplars(SampleBatch batch)
    {
        foreach ((SeriesRef series, Exemplar exemplar) in batch.Exemplars)
        {
            if (Fits(exemplar.Labels) && _head.Labels(series.Value) is { } labels)
            {
                _exemplars.Add((uint)series.Value, labels, exemplar);
                AppendToJournal(MetricRecords.Exemplar((uint)series.Value, exemplar));
            }
        }
    }

    private void OnSeriesDefined(uint series, LabelSet labels, ReadOnlySpan<uint> pairs, ReadOnlySpan<bool> isNew) =>
        AppendToJournal(MetricRecords.Series(series, labels, pairs, isNew));

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "O limite de {Max} séries foi atingido: séries novas são recusadas e contadas; procure rótulos com valores demais em /api/v1/status/tsdb")]
    private partial void LogTooManySeries(int max);
}
