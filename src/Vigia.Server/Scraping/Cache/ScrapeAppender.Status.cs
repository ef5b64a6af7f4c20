using Vigia.Model.Metrics;

namespace Vigia.Server.Scraping.Cache;

internal sealed partial class ScrapeAppender
{
    /// <summary>Looks at what became of each sample: a series that the sink forgot is made anew, refusals are counted, the rest is tracked.</summary>
    private void TakeStatus()
    {
        bool tracksTimed = _rules.Job.TrackTimestampsStaleness;
        Span<AppendStatus> status = _batch.Status;
        ReadOnlySpan<long> timestamps = _batch.Timestamps;
        SampleBatch? again = null;
        for (int i = 0; i < status.Length; i++)
        {
            if (status[i] == AppendStatus.UnknownSeries)
            {
                again ??= new SampleBatch();
                if (TryRenew(_floatLines[i], out SeriesRef series))
                {
                    again.Add(series, timestamps[i], _batch.Values[i]);
                }
            }

            Count(status[i]);
            ref CachedSeries line = ref _cache[_floatLines[i]];
            line.IsTracked |= status[i] <= AppendStatus.Repeated || status[i] == AppendStatus.UnknownSeries;
            line.IsTracked &= tracksTimed || timestamps[i] == _timestamp;
        }

        Span<HistogramSample> histograms = _batch.HistogramSpan;
        for (int i = 0; i < histograms.Length; i++)
        {
            HistogramSample sample = histograms[i];
            if (sample.Status == AppendStatus.UnknownSeries)
            {
                again ??= new SampleBatch();
                if (TryRenew(_histogramLines[i], out SeriesRef series))
                {
                    again.Histograms.Add(sample with { Series = series, Status = AppendStatus.Appended });
                }
            }

            Count(sample.Status);
            ref CachedSeries line = ref _cache[_histogramLines[i]];
            line.IsTracked |= sample.Status <= AppendStatus.Repeated || sample.Status == AppendStatus.UnknownSeries;
            line.IsTracked &= tracksTimed || sample.Timestamp == _timestamp;
        }

        if (again is not null)
        {
            _sink.Append(again);
        }
    }

    private bool TryRenew(int line, out SeriesRef series)
    {
        series = Stored(_cache.Key(line), _cache[line].Type) is { } labels ? _sink.Resolve(labels) : SeriesRef.None;
        _cache[line].Series = series;
        return !series.IsNone;
    }

    private void Count(AppendStatus status)
    {
        switch (status)
        {
            case AppendStatus.Duplicate: _metrics.DuplicateTimestamp.Increment(); break;
            case AppendStatus.OutOfOrder: _metrics.OutOfOrder.Increment(); break;
            case AppendStatus.TooOld or AppendStatus.TooNew or AppendStatus.InvalidHistogram: _metrics.OutOfBounds.Increment(); break;
        }
    }

    /// <summary>Marks the ends of series that were there in the scrape before and are not in this one.</summary>
    private void MarkVanished(bool takesAll)
    {
        _vanished.Clear();
        _cache.TakeVanished(_vanished, takesAll);
        if (_vanished.Count == 0 && _orphans is null)
        {
            return;
        }

        // A line may be gone because its labels stand in another order now.
        HashSet<SeriesRef>? seen = takesAll ? null : _cache.SeenSeries();
        _batch.Clear();
        foreach (int line in _vanished)
        {
            SeriesRef series = _cache[line].Series;
            if (seen?.Contains(series) == true)
            {
                continue;
            }

            if (_cache[line].IsHistogram)
            {
                _batch.Histograms.Add(new HistogramSample(series, _timestamp, new NativeHistogram { Schema = 0, Sum = StaleMarker.Value }));
            }
            else
            {
                _batch.Add(series, _timestamp, StaleMarker.Value);
            }
        }

        foreach (SeriesRef series in _orphans ?? [])
        {
            if (seen?.Contains(series) != true)
            {
                _batch.Add(series, _timestamp, StaleMarker.Value);
            }
        }

        _orphans = null;
        _sink.Append(_batch);
        _batch.Clear();
    }

    void Exposition.IExpositionConsumer.Family(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit) =>
        Metadata.Take(name, type, help, unit);

    void Exposition.IExpositionConsumer.Sample(ReadOnlySpan<byte> key, MetricType type, double value, long? timestamp)
    {
        _lastLine = LineOfKey(key, type, isHistogram: false);
        _lastTimestamp = timestamp is { } own && _rules.Job.HonorTimestamps ? own : _timestamp;
        TakeFloat(_lastLine, value, _lastTimestamp);
    }

    void Exposition.IExpositionConsumer.Histogram(ReadOnlySpan<byte> key, MetricType type, NativeHistogram histogram, long? timestamp)
    {
        _lastLine = LineOfKey(key, type, isHistogram: true);
        _lastTimestamp = timestamp is { } own && _rules.Job.HonorTimestamps ? own : _timestamp;
        _scraped++;
        if (IsKept(_lastLine))
        {
            _histogramLines.Add(_lastLine);
            _batch.Histograms.Add(new HistogramSample(_cache[_lastLine].Series, _lastTimestamp, histogram));
        }
    }

    void Exposition.IExpositionConsumer.Exemplar(ReadOnlySpan<byte> labels, double value, long? timestamp) =>
        TakeExemplar(_lastLine, labels, value, timestamp ?? _lastTimestamp);

    private int LineOfKey(ReadOnlySpan<byte> key, MetricType type, bool isHistogram)
    {
        if (_cache.TryPeek(type, out ReadOnlySpan<byte> expected, out _) && expected.SequenceEqual(key))
        {
            _recognised++;
            return _cache.Take();
        }

        return LineOf(key, type, isHistogram);
    }
}
