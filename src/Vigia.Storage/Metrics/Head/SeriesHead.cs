using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics.Head;

/// <summary>
/// The series that are written to, with their newest samples, in memory: an index under one lock, samples in stripes of 1,024 series with a
/// lock each. Safe from any thread.
/// </summary>
internal sealed partial class SeriesHead
{
    private readonly Lock _lock = new();
    private readonly LabelPairs _pairs = new();
    private readonly SlabPool _slabs = new(ChunkArena.SlabBytes);
    private readonly SeriesTable _table;
    private readonly int _maxCachedLabels;
    private HeadStripe?[] _stripes = [];
    private string[] _names = [];
    private uint _last;
    private int _live;
    private int _cachedLabels;

    public SeriesHead(int maxCachedLabels)
    {
        _maxCachedLabels = maxCachedLabels;
        _table = new SeriesTable(series => _stripes[series / HeadStripe.Size]!.HashOf((int)(series % HeadStripe.Size)));
    }

    /// <summary>How many series there are.</summary>
    public int Count => Volatile.Read(ref _live);

    /// <summary>The highest number of a series.</summary>
    public uint Last => Volatile.Read(ref _last);

    /// <summary>The stripes; null where all series of one are gone.</summary>
    public HeadStripe?[] Stripes => Volatile.Read(ref _stripes);

    /// <summary>The number of the series with these labels; 0 where there is none.</summary>
    public uint Find(UInt128 hash)
    {
        lock (_lock)
        {
            return _table.Find(hash);
        }
    }

    /// <summary>Makes a series.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="hash">Their hash.</param>
    /// <param name="maxSeries">So many there may be.</param>
    /// <param name="defined">Gets the series and its new pairs while no other can be made, so that they are journaled in order.</param>
    /// <returns>Its number, or that of the one that another thread has just made; 0 where there may be no more.</returns>
    public uint Add(LabelSet labels, UInt128 hash, int maxSeries, SeriesDefined? defined)
    {
        Span<uint> pairs = labels.Count <= 64 ? stackalloc uint[labels.Count] : new uint[labels.Count];
        Span<bool> isNew = labels.Count <= 64 ? stackalloc bool[labels.Count] : new bool[labels.Count];
        lock (_lock)
        {
            uint series = _table.Find(hash);
            if (series != 0)
            {
                return series;
            }

            if (_live >= maxSeries || _last >= uint.MaxValue - 2 * HeadStripe.Size)
            {
                return 0;
            }

            for (int i = 0; i < pairs.Length; i++)
            {
                pairs[i] = _pairs.FindOrAdd(labels[i].Name, labels[i].Value, out isNew[i]);
            }

            series = _last + 1;
            Place(series, hash, pairs);
            defined?.Invoke(series, labels, pairs, isNew);
            return series;
        }
    }

    /// <summary>Puts a pair at the number that the journal gave it.</summary>
    public void RestorePair(uint pair, string name, string value)
    {
        lock (_lock)
        {
            _pairs.Restore(pair, name, value);
            PublishNames();
        }
    }

    /// <summary>Puts a series at the number that the journal gave it; false where its pairs are not known or it is there already.</summary>
    public bool RestoreSeries(uint series, ReadOnlySpan<uint> pairs)
    {
        lock (_lock)
        {
            var labels = new Label[pairs.Length];
            for (int i = 0; i < labels.Length; i++)
            {
                if (!_pairs.Has(pairs[i]))
                {
                    return false;
                }

                labels[i] = new Label(_names[_pairs[pairs[i]].Name], _pairs[pairs[i]].Value);
                if (i > 0 && string.CompareOrdinal(labels[i - 1].Name, labels[i].Name) >= 0)
                {
                    return false;
                }
            }

            if (series <= _last)
            {
                return false;
            }

            UInt128 hash = LabelHash.Of(LabelSet.FromSorted(labels));
            if (_table.Find(hash) != 0)
            {
                return false;
            }

            Place(series, hash, pairs);
            return true;
        }
    }

    /// <summary>The index as of now.</summary>
    public HeadView View()
    {
        lock (_lock)
        {
            return new HeadView(this, _stripes!, _pairs.View, _last + 1);
        }
    }

    /// <summary>The stripe of a series; null where there is none.</summary>
    public HeadStripe? StripeOf(ulong series)
    {
        HeadStripe?[] stripes = Volatile.Read(ref _stripes);
        return series / HeadStripe.Size < (ulong)stripes.Length ? stripes[series / HeadStripe.Size] : null;
    }

    public int FindName(string name)
    {
        lock (_lock)
        {
            return _pairs.FindName(name);
        }
    }

    /// <summary>Adds the names that have values.</summary>
    public void AddNames(ISet<string> names)
    {
        lock (_lock)
        {
            foreach (LabelNameEntry entry in _pairs.Names)
            {
                if (entry.Values.Count > 0)
                {
                    names.Add(entry.Name);
                }
            }
        }
    }

    public string NameOf(int name) => Volatile.Read(ref _names)[name];

    public uint FindPair(string name, string value)
    {
        lock (_lock)
        {
            return _pairs.Find(name, value);
        }
    }

    public void AddPairsOf(int name, SeriesNumbers pairs)
    {
        lock (_lock)
        {
            pairs.AddRange(_pairs.Names[name].Pairs.Span);
        }
    }

    /// <summary>Appends the series of a pair that are below a limit.</summary>
    public void AddSeriesOf(uint pair, uint limit, SeriesNumbers series)
    {
        int before = series.Count;
        lock (_lock)
        {
            if (_pairs.Has(pair))
            {
                series.AddRange(_pairs[pair].Numbers);
            }
        }

        int count = series.Count;
        while (count > before && series.Span[count - 1] >= limit)
        {
            count--;
        }

        series.Truncate(count);
    }

    /// <summary>Keeps a label set for the next reader; all are dropped when they become too many.</summary>
    public void CacheLabels(HeadStripe stripe, int index, LabelSet labels)
    {
        if (Interlocked.Increment(ref _cachedLabels) > _maxCachedLabels)
        {
            foreach (HeadStripe? other in Stripes)
            {
                other?.DropLabelCache();
            }

            Volatile.Write(ref _cachedLabels, 0);
        }

        stripe.CacheLabels(index, labels);
    }

    private void Place(uint series, UInt128 hash, ReadOnlySpan<uint> pairs)
    {
        int at = (int)(series / HeadStripe.Size);
        if (at >= _stripes.Length)
        {
            var grown = new HeadStripe?[Math.Max(at + 1, _stripes.Length * 2)];
            _stripes.CopyTo(grown, 0);
            Volatile.Write(ref _stripes, grown);
        }

        HeadStripe stripe = _stripes[at] ??= new HeadStripe(_slabs);
        stripe.Add((int)(series % HeadStripe.Size), hash, pairs);
        foreach (uint pair in pairs)
        {
            _pairs.AddSeries(pair, series);
        }

        PublishNames();
        _table.Add(hash, series);
        Volatile.Write(ref _last, series);
        Volatile.Write(ref _live, _live + 1);
    }

    private void PublishNames()
    {
        if (_names.Length < _pairs.Names.Count)
        {
            Volatile.Write(ref _names, [.. _pairs.Names.Select(static entry => entry.Name)]);
        }
    }
}
