using System.Collections.Concurrent;
using Vigia.Instrumentation.Metrics.Exposition;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>All series of one metric, by label values. Thread safe.</summary>
/// <remarks>Where the definition has no label names, a key is name, value, name, value …, sorted by name.</remarks>
internal sealed class SeriesSet<TMetric> : SeriesSet
    where TMetric : class
{
    private readonly ConcurrentDictionary<string[], SeriesEntry<TMetric>> _series = new(LabelValuesComparer.Instance);
    private readonly ConcurrentDictionary<string[], SeriesEntry<TMetric>>.AlternateLookup<ReadOnlySpan<string>> _lookup;
    private readonly Lock _gate = new();
    private readonly SeriesLimits _limits;
    private readonly TimeProvider _time;
    private readonly Func<TMetric> _create;
    private TMetric? _sink;
    private int _count;
    private SeriesEntry<TMetric>[] _sorted = [];

    public SeriesSet(MetricDefinition definition, SeriesLimits limits, TimeProvider time, Func<TMetric> create)
        : base(definition)
    {
        _lookup = _series.GetAlternateLookup<ReadOnlySpan<string>>();
        _limits = limits;
        _time = time;
        _create = create;
    }

    /// <summary>Whether further label values get the sink.</summary>
    public bool IsFull => Volatile.Read(ref _count) >= _limits.MaxSeries;

    /// <summary>The series with this key, made at the first call; the sink where there are too many.</summary>
    public TMetric Get(ReadOnlySpan<string> key) =>
        _lookup.TryGetValue(key, out SeriesEntry<TMetric> entry) ? entry.Metric : Add(key);

    /// <summary>Takes a series out; false where there is none. Makes room for another where there was none.</summary>
    public bool Remove(ReadOnlySpan<string> key)
    {
        string[] bounded = Bound(key);
        lock (_gate)
        {
            if (!_series.TryRemove(bounded, out _))
            {
                return false;
            }

            Volatile.Write(ref _count, _count - 1);

            // One may come before the next scrape: the number alone would not show that these are others.
            _sorted = [];
            return true;
        }
    }

    /// <summary>Counts a look-up beyond the cap and returns what takes its observations.</summary>
    public TMetric Drop()
    {
        _limits.OnDropped(Definition.Name);
        return Volatile.Read(ref _sink) ?? MakeSink();
    }

    public override bool Write(SampleWriter writer, ref ScrapePosition position)
    {
        if (position.Phase == ScrapePhase.Header)
        {
            position.Snapshot = Sorted();
            writer.Begin(Names);
            position.Next(ScrapePhase.Samples);
        }

        // Held by the position: series that come while this scrape waits for its reader must not shift the index.
        var entries = (SeriesEntry<TMetric>[])position.Snapshot!;
        if (position.Phase == ScrapePhase.Samples)
        {
            bool created = writer.CreatedSeries && Names.HasCreated;
            if (!WriteSamples(writer, entries, ref position, created && writer.OpenMetrics))
            {
                return false;
            }

            if (!created || writer.OpenMetrics || entries.Length == 0)
            {
                return true;
            }

            writer.Raw(Names.CreatedHeader);
            position.Next(ScrapePhase.Created);
        }

        for (; position.Index < entries.Length; position.Index++)
        {
            if (writer.IsFull)
            {
                return false;
            }

            SeriesHead head = entries[position.Index].Head;
            writer.Sample(Names.Created, head.Labels, head.Created);
        }

        return true;
    }

    private bool WriteSamples(SampleWriter writer, SeriesEntry<TMetric>[] entries, ref ScrapePosition position, bool created)
    {
        for (; position.Index < entries.Length; position.Index++)
        {
            if (writer.IsFull)
            {
                return false;
            }

            ref readonly SeriesEntry<TMetric> entry = ref entries[position.Index];
            ((IExposedMetric)entry.Metric).Write(writer, entry.Head);
            if (created)
            {
                writer.Sample(Names.Created, entry.Head.Labels, entry.Head.Created);
            }
        }

        return true;
    }

    private TMetric Add(ReadOnlySpan<string> key)
    {
        string[] bounded = Bound(key);
        lock (_gate)
        {
            if (_series.TryGetValue(bounded, out SeriesEntry<TMetric> entry))
            {
                return entry.Metric;
            }

            if (!IsFull)
            {
                entry = new SeriesEntry<TMetric>(new SeriesHead(Encode(bounded), UnixSeconds()), _create());
                _series[bounded] = entry;
                Volatile.Write(ref _count, _count + 1);
                return entry.Metric;
            }
        }

        return Drop();
    }

    private string[] Bound(ReadOnlySpan<string> key)
    {
        string[] bounded = key.ToArray();
        bool changed = false;
        for (int i = 0; i < bounded.Length; i++)
        {
            if (bounded[i] is null)
            {
                throw new ArgumentException($"Metric {Definition.Name}: label value {i + 1} is null; use an empty string.", nameof(key));
            }

            string value = LabelText.Bound(bounded[i], _limits.MaxLabelValueLength);
            changed |= !ReferenceEquals(value, bounded[i]);
            bounded[i] = value;
        }

        if (changed)
        {
            _limits.OnTruncated(Definition.Name);
        }

        return bounded;
    }

    private byte[] Encode(string[] key)
    {
        if (Definition.LabelNames is { } names)
        {
            return LabelText.Encode(names, key);
        }

        var pairNames = new string[key.Length / 2];
        var pairValues = new string[key.Length / 2];
        for (int i = 0; i < pairNames.Length; i++)
        {
            pairNames[i] = key[2 * i];
            pairValues[i] = key[(2 * i) + 1];
        }

        return LabelText.Encode(pairNames, pairValues);
    }

    private SeriesEntry<TMetric>[] Sorted()
    {
        lock (_gate)
        {
            if (_sorted.Length != _count)
            {
                SeriesEntry<TMetric>[] sorted = [.. _series.Values];
                Array.Sort(sorted, static (x, y) => x.Head.Labels.AsSpan().SequenceCompareTo(y.Head.Labels));
                _sorted = sorted;
            }

            return _sorted;
        }
    }

    private TMetric MakeSink()
    {
        TMetric made = _create();
        return Interlocked.CompareExchange(ref _sink, made, null) ?? made;
    }

    private double UnixSeconds() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}
