using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics.Head;

/// <summary>
/// Every name and value once, each pair of them with a number and the series that have it. Numbers are never used again. The owner's lock
/// guards all but <see cref="View"/>, whose arrays only grow behind what it has seen.
/// </summary>
internal sealed class LabelPairs
{
    private const int ChunkSize = 1024;

    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<LabelNameEntry> _entries = [];
    private LabelPair[][] _chunks = [];

    /// <summary>The highest number.</summary>
    public uint Last { get; private set; }

    /// <summary>How many pairs have series.</summary>
    public int Live { get; private set; }

    /// <summary>Characters of all texts.</summary>
    public long Characters { get; private set; }

    /// <summary>Every name.</summary>
    public IReadOnlyList<LabelNameEntry> Names => _entries;

    /// <summary>What a reader may go on reading without the lock.</summary>
    public LabelPair[][] View => _chunks;

    public ref LabelPair this[uint pair] => ref At(_chunks, pair);

    public static ref LabelPair At(LabelPair[][] chunks, uint pair) => ref chunks[pair / ChunkSize][pair % ChunkSize];

    /// <summary>Whether a number is that of a pair.</summary>
    public bool Has(uint pair) => pair != 0 && pair <= Last && _chunks[pair / ChunkSize] is { } chunk && chunk[pair % ChunkSize].Value is not null;

    /// <summary>The number of a name; -1 where there is none.</summary>
    public int FindName(string name) => _names.GetValueOrDefault(name, -1);

    /// <summary>The number of a pair; 0 where there is none.</summary>
    public uint Find(string name, string value) =>
        _names.TryGetValue(name, out int id) ? _entries[id].Values.GetValueOrDefault(value) : 0;

    /// <summary>The number of a pair, a new one where need be.</summary>
    public uint FindOrAdd(string name, string value, out bool isNew)
    {
        LabelNameEntry entry = EntryOf(name);
        ref uint pair = ref CollectionsMarshal.GetValueRefOrAddDefault(entry.Values, value, out bool exists);
        isNew = !exists;
        if (isNew)
        {
            pair = Last + 1;
            Define(pair, entry, value);
        }

        return pair;
    }

    /// <summary>Puts a pair at a number that a journal has given it.</summary>
    public void Restore(uint pair, string name, string value)
    {
        LabelNameEntry entry = EntryOf(name);
        if (entry.Values.TryAdd(value, pair))
        {
            Define(pair, entry, value);
        }
    }

    /// <summary>Appends a series with a higher number than all before.</summary>
    public void AddSeries(uint pair, uint series)
    {
        ref LabelPair entry = ref this[pair];
        if (entry.Count == 0)
        {
            entry.Single = series;
            Live++;
        }
        else
        {
            if (entry.Series is null)
            {
                entry.Series = new uint[4];
                entry.Series[0] = entry.Single;
            }
            else if (entry.Count == entry.Series.Length)
            {
                uint[] grown = new uint[Math.Max(4, entry.Count + (entry.Count / 2))];
                entry.Series.CopyTo(grown, 0);
                entry.Series = grown;
            }

            entry.Series[entry.Count] = series;
        }

        entry.Count++;
    }

    /// <summary>Takes away the series that are not alive, and the pair where none is left.</summary>
    public void Sweep(uint pair, Func<uint, bool> isAlive)
    {
        ref LabelPair entry = ref this[pair];
        var left = new SeriesNumbers(entry.Count);
        foreach (uint series in entry.Numbers)
        {
            if (isAlive(series))
            {
                left.Add(series);
            }
        }

        if (left.Count > 0)
        {
            entry.Series = left.ToArray();
            entry.Count = left.Count;
            entry.Single = entry.Series[0];
            return;
        }

        LabelNameEntry name = _entries[entry.Name];
        name.Values.Remove(entry.Value);
        Characters -= entry.Value.Length;
        entry.Series = null;
        entry.Count = 0;
        Live--;
    }

    /// <summary>Lets go of the pairs that were swept. Readers keep those that they have seen.</summary>
    public void DropSwept()
    {
        var chunks = (LabelPair[][])_chunks.Clone();
        for (int i = 0; i < chunks.Length - 1; i++)
        {
            if (chunks[i] is { } chunk && Array.TrueForAll(chunk, static pair => pair.Count == 0))
            {
                chunks[i] = null!;
            }
        }

        _chunks = chunks;
        foreach (LabelNameEntry entry in _entries)
        {
            entry.DropMissing(this);
        }
    }

    private LabelNameEntry EntryOf(string name)
    {
        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, name, out bool exists);
        if (!exists)
        {
            id = _entries.Count;
            _entries.Add(new LabelNameEntry(name, id));
            Characters += name.Length;
        }

        return _entries[id];
    }

    private void Define(uint pair, LabelNameEntry entry, string value)
    {
        int chunk = (int)(pair / ChunkSize);
        if (chunk >= _chunks.Length)
        {
            LabelPair[][] grown = new LabelPair[Math.Max(chunk + 1, _chunks.Length * 2)][];
            _chunks.CopyTo(grown, 0);
            _chunks = grown;
        }

        _chunks[chunk] ??= new LabelPair[ChunkSize];
        _chunks[chunk][pair % ChunkSize] = new LabelPair { Name = entry.Id, Value = value };
        entry.Pairs.Add(pair);
        Characters += value.Length;
        Last = Math.Max(Last, pair);
    }
}
