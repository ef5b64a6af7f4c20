using System.Runtime.CompilerServices;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Vigia.Server.Relabeling;
using Vigia.Server.Scraping.Cardinality;

namespace Vigia.Server.Scraping.Cache;

/// <summary>
/// Brings one target's expositions into the sink: recognises lines by <see cref="ScrapeCache"/>, makes series of new ones, marks the ends of those
/// that are gone. A scrape is taken whole or not at all. Not thread-safe.
/// </summary>
internal sealed partial class ScrapeAppender : IExpositionConsumer
{
    private readonly ScrapeCache _cache = new();
    private readonly LabelBuilder _labels = new();
    private readonly IMetricSink _sink;
    private readonly ScrapeMetrics _metrics;
    private readonly SampleRules _rules;
    private readonly CardinalityGuard _guard;
    private readonly CardinalityScope _scope;
    private readonly ProtobufExpositionReader _protobuf;

    // The line that each float of the batch is of, and each histogram.
    private int[] _floatLines = new int[64];
    private readonly List<int> _histogramLines = [];
    private readonly List<int> _vanished = [];
    private HashSet<SeriesRef>? _orphans;

    // Of the scrape under way.
    private SampleBatch _batch;
    private long _timestamp;
    private int _scraped;
    private int _kept;
    private int _added;
    private int _recognised;
    private bool _isOverLimit;
    private int _lastLine;

    // The line that a cap kept out just now: it is not tried again in the same scrape.
    private int _cappedLine;
    private long _lastTimestamp;

    public ScrapeAppender(IMetricSink sink, SampleRules rules, CardinalityGuard guard, CardinalityScope scope, ScrapeMetrics metrics)
    {
        (_sink, _rules, _guard, _scope, _metrics) = (sink, rules, guard, scope, metrics);
        _batch = new SampleBatch(16);
        _protobuf = new ProtobufExpositionReader(this, rules.Job.NativeHistograms, rules.Job.AlwaysClassicHistograms);
        Metadata = new TargetMetadataStore(sink, metrics);
    }

    public TargetMetadataStore Metadata { get; }

    /// <summary>What the last scrape brought; of one that failed, as far as it came.</summary>
    public ScrapeCounts Counts => new(_scraped, _kept, _added);

    /// <summary>Series that an earlier appender of the same target kept alive: their end is marked unless the next scrape has them.</summary>
    public void Adopt(ScrapeAppender earlier)
    {
        _vanished.Clear();
        earlier._cache.TakeVanished(_vanished, takesAll: true);
        _orphans = earlier._orphans ?? [];
        foreach (int line in _vanished)
        {
            if (!earlier._cache[line].IsHistogram)
            {
                _orphans.Add(earlier._cache[line].Series);
            }
        }
    }

    /// <summary>Takes a scrape's body.</summary>
    /// <param name="body">The text or messages, unpacked.</param>
    /// <param name="format">How to read it.</param>
    /// <param name="timestamp">The time of samples without one of their own, in milliseconds.</param>
    /// <param name="batch">Empty; used and emptied again.</param>
    /// <exception cref="ExpositionException">It is malformed; nothing of it is stored.</exception>
    /// <exception cref="ScrapeException">It breaks a limit; nothing of it is stored.</exception>
    public void Append(ReadOnlySpan<byte> body, ScrapeFormat format, long timestamp, SampleBatch batch)
    {
        Start(timestamp, batch);
        try
        {
            switch (format)
            {
                case ScrapeFormat.Text: ReadText(body, TextGrammar.Prometheus); break;
                case ScrapeFormat.OpenMetrics: ReadText(body, TextGrammar.OpenMetrics); break;
                default: _protobuf.Read(body); break;
            }

            if (_isOverLimit)
            {
                _metrics.ExceededSampleLimit.Increment();
                throw new ScrapeException("sample limit exceeded");
            }
        }
        catch
        {
            _batch.Clear();
            throw;
        }

        _sink.Append(_batch);
        TakeStatus();
        MarkVanished(takesAll: false);
        _metrics.CacheFlushForced.Increment(_cache.End(succeeded: true) ? 1 : 0);
        Finish();
    }

    /// <summary>Notes that the target could not be scraped: the ends of all its series are marked. Also after an <see cref="Append"/> that threw.</summary>
    public void Fail(long timestamp, SampleBatch batch)
    {
        (_timestamp, _batch) = (timestamp, batch);
        _batch.Clear();
        MarkVanished(takesAll: true);
        _metrics.CacheFlushForced.Increment(_cache.End(succeeded: false) ? 1 : 0);
        Finish();
    }

    /// <summary>Counts nothing, for a scrape that brought no body.</summary>
    public void CountNothing() => (_scraped, _kept, _added) = (0, 0, 0);

    private void Start(long timestamp, SampleBatch batch)
    {
        (_timestamp, _batch) = (timestamp, batch);
        (_scraped, _kept, _added, _recognised, _isOverLimit, _lastLine, _cappedLine) = (0, 0, 0, 0, false, -1, -1);
        _histogramLines.Clear();
        _cache.Begin();
    }

    private void Finish()
    {
        _batch.Clear();
        _metrics.Samples.Increment(_scraped);
        _metrics.RecognisedLines.Increment(_recognised);
        long difference = _scope.Series - _cache.StoredCount;
        if (difference > 0)
        {
            _scope.Release(difference);
        }

        if (_scope.IsNearCap)
        {
            _scope.Largest = _cache.Largest(10);
        }
    }

    private void ReadText(ReadOnlySpan<byte> body, TextGrammar grammar)
    {
        var reader = new TextExpositionReader(body, grammar);
        var type = MetricType.Unknown;
        while (true)
        {
            if (_cache.TryPeek(type, out ReadOnlySpan<byte> expected, out bool isMetadata))
            {
                if (isMetadata)
                {
                    if (reader.TrySkipKnown(expected))
                    {
                        ref CachedSeries known = ref _cache[_cache.Take()];
                        type = known.Kind == CachedLineKind.Type ? known.Type : type;
                        continue;
                    }
                }
                else if (reader.TryReadKnown(expected))
                {
                    int line = _cache.Take();
                    _recognised++;
                    TakeSample(line, ref reader);
                    continue;
                }
            }

            ExpositionEntry entry = reader.Read();
            switch (entry)
            {
                case ExpositionEntry.End:
                    Metadata.EndText();
                    return;
                case ExpositionEntry.Sample:
                    TakeSample(LineOf(reader.Key, type, isHistogram: false), ref reader);
                    break;
                case ExpositionEntry.Type or ExpositionEntry.Help or ExpositionEntry.Unit:
                    bool isType = entry == ExpositionEntry.Type;
                    type = isType ? reader.Type : type;
                    if (_cache.Find(reader.Key, isType ? type : MetricType.Unknown) < 0)
                    {
                        _cache.Add(reader.Key, isType ? type : MetricType.Unknown, isType ? CachedLineKind.Type : CachedLineKind.Metadata, SeriesRef.None);
                    }

                    Metadata.Take(entry, reader.Family, reader.Type, reader.Text);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeSample(int line, ref TextExpositionReader reader)
    {
        long timestamp = reader.HasTimestamp && _rules.Job.HonorTimestamps ? reader.Timestamp : _timestamp;
        TakeFloat(line, reader.Value, timestamp);
        if (!reader.ExemplarLabels.IsEmpty)
        {
            TakeExemplar(line, reader.ExemplarLabels, reader.ExemplarValue, reader.ExemplarTimestamp ?? timestamp);
        }
    }

    private void TakeFloat(int line, double value, long timestamp)
    {
        _scraped++;
        if (!IsKept(line))
        {
            return;
        }

        if (_batch.Count == _floatLines.Length)
        {
            Array.Resize(ref _floatLines, _floatLines.Length * 2);
        }

        _floatLines[_batch.Count] = line;
        _batch.Add(_cache[line].Series, timestamp, value);
    }

    private bool IsKept(int line)
    {
        if (line < 0 || _cache[line].Kind is CachedLineKind.Dropped)
        {
            return false;
        }

        _kept++;
        _isOverLimit |= _rules.Job.Limits.Samples > 0 && _kept > _rules.Job.Limits.Samples;
        return !_isOverLimit && (_cache[line].Kind == CachedLineKind.Stored || (line != _cappedLine && TryStore(line)));
    }

    private void TakeExemplar(int line, ReadOnlySpan<byte> labels, double value, long timestamp)
    {
        if (line < 0 || _cache[line].Kind != CachedLineKind.Stored)
        {
            return;
        }

        _labels.Clear();
        SeriesLabels.ReadExemplar(labels, _labels);
        if (_labels.TryBuild(out LabelSet set, out _))
        {
            _batch.Exemplars.Add((_cache[line].Series, new Exemplar(set, value, timestamp)));
        }
    }

    /// <summary>The line of a series that is not the expected one: a known one elsewhere, or a new one; -1 where it stands past the sample limit.</summary>
    private int LineOf(ReadOnlySpan<byte> key, MetricType type, bool isHistogram)
    {
        int line = _cache.Find(key, type);
        if (line >= 0)
        {
            return line;
        }

        if (_rules.Job.Limits.Samples > 0 && _kept >= _rules.Job.Limits.Samples)
        {
            // The scrape fails: what is left is only counted, and makes no series.
            _isOverLimit = true;
            _kept++;
            return -1;
        }

        LabelSet? labels = Stored(key, type);
        CachedLineKind kind = CachedLineKind.Dropped;
        SeriesRef series = SeriesRef.None;
        if (labels is not null)
        {
            kind = TryResolve(labels, out series) ? CachedLineKind.Stored : CachedLineKind.Capped;
            _added += kind == CachedLineKind.Stored ? 1 : 0;
        }

        line = _cache.Add(key, type, kind, series);
        _cache[line].IsHistogram = isHistogram;
        _cappedLine = kind == CachedLineKind.Capped ? line : _cappedLine;
        return line;
    }

    private LabelSet? Stored(ReadOnlySpan<byte> key, MetricType type)
    {
        _labels.Clear();
        SeriesLabels.Read(key, type, _labels);
        return SampleLabels.Apply(_rules, _labels);
    }

    /// <summary>Tries again a series that a cap kept out.</summary>
    private bool TryStore(int line)
    {
        if (_scope.Cap > 0 && _scope.Series >= _scope.Cap)
        {
            // Not looked at again, only counted: parsing what cannot be stored would cost each time.
            _guard.NoteDropped(_scope, _scope, System.Text.Encoding.UTF8.GetString(SeriesScan.MetricName(_cache.Key(line))));
            return false;
        }

        if (Stored(_cache.Key(line), _cache[line].Type) is not { } labels || !TryResolve(labels, out SeriesRef series))
        {
            return false;
        }

        _cache.Store(line, series);
        _added++;
        return true;
    }

    private bool TryResolve(LabelSet labels, out SeriesRef series)
    {
        if (_scope.TryAdd() is { } full)
        {
            _guard.NoteDropped(_scope, full, labels.MetricName);
            series = SeriesRef.None;
            return false;
        }

        series = _sink.Resolve(labels);
        if (series.IsNone)
        {
            _scope.Release(1);
        }

        return !series.IsNone;
    }
}
