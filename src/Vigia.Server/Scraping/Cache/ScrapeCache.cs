using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using Vigia.Model.Metrics;
using Vigia.Server.Exposition;
using Vigia.Server.Scraping.Cardinality;

namespace Vigia.Server.Scraping.Cache;

/// <summary>
/// What a target exposed last time, line by line in order: a scrape whose lines are the same recognises each by comparing its bytes, and a line
/// that moved by its hash. Not thread-safe.
/// </summary>
/// <remarks>
/// Lines that were not seen in a scrape that succeeded are dropped when they outnumber the others, so that memory follows what the target
/// exposes; a target whose scrapes fail is flushed when its lines double.
/// </remarks>
internal sealed class ScrapeCache
{
    private const int Slack = 1000;

    private readonly Dictionary<ulong, int> _byHash = [];
    private byte[] _keys = new byte[4096];
    private int _keysLength;
    private CachedSeries[] _lines = new CachedSeries[64];
    private int _count;
    private int[] _order = new int[64];
    private int _orderCount;
    private int[] _seen = new int[64];
    private int _seenCount;
    private int _cursor;
    private bool _isMoved;
    private int _countAtSuccess;

    /// <summary>The number of the scrape under way.</summary>
    public uint Iteration { get; private set; }

    /// <summary>How many lines are remembered.</summary>
    public int Count => _count;

    /// <summary>How many of them are stored series.</summary>
    public int StoredCount { get; private set; }

    /// <summary>A remembered line, by the number that <see cref="Take"/>, <see cref="Find"/> or <see cref="Add"/> gave.</summary>
    public ref CachedSeries this[int line] => ref _lines[line];

    /// <summary>The line's key.</summary>
    public ReadOnlySpan<byte> Key(int line) => _keys.AsSpan(_lines[line].Offset, _lines[line].Length);

    /// <summary>Begins a scrape.</summary>
    public void Begin()
    {
        Iteration++;
        (_cursor, _seenCount, _isMoved) = (0, 0, false);
    }

    /// <summary>The line that comes next if nothing has changed; false where there is none, or it was of a family of another type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPeek(MetricType type, out ReadOnlySpan<byte> key, out bool isMetadata)
    {
        if (_cursor < _orderCount)
        {
            ref CachedSeries line = ref _lines[_order[_cursor]];
            isMetadata = line.Kind >= CachedLineKind.Type;
            if (isMetadata || line.Type == type)
            {
                key = _keys.AsSpan(line.Offset, line.Length);
                return true;
            }
        }

        key = default;
        isMetadata = false;
        return false;
    }

    /// <summary>Takes the line that <see cref="TryPeek"/> showed as seen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take()
    {
        int line = _order[_cursor++];
        Note(line);
        return line;
    }

    /// <summary>A line that stands elsewhere, or -1; the lines behind it are expected next.</summary>
    public int Find(ReadOnlySpan<byte> key, MetricType type)
    {
        _isMoved = true;
        if (!_byHash.TryGetValue(Hash(key, type), out int line))
        {
            return -1;
        }

        while (line >= 0 && !(Key(line).SequenceEqual(key) && _lines[line].Type == type))
        {
            line = _lines[line].Next;
        }

        if (line >= 0)
        {
            int position = _lines[line].Position;
            if (position < _orderCount && _order[position] == line)
            {
                _cursor = position + 1;
            }

            Note(line);
        }

        return line;
    }

    /// <summary>Remembers a new line.</summary>
    public int Add(ReadOnlySpan<byte> key, MetricType type, CachedLineKind kind, SeriesRef series)
    {
        _isMoved = true;
        if (_count == _lines.Length)
        {
            Array.Resize(ref _lines, _count * 2);
        }

        if (_keys.Length - _keysLength < key.Length)
        {
            Array.Resize(ref _keys, Math.Max(_keys.Length * 2, _keysLength + key.Length));
        }

        key.CopyTo(_keys.AsSpan(_keysLength));
        int line = _count++;
        ulong hash = Hash(key, type);
        _lines[line] = new CachedSeries
        {
            Offset = _keysLength,
            Length = key.Length,
            Hash = hash,
            Series = series,
            Next = _byHash.GetValueOrDefault(hash, -1),
            Position = int.MaxValue,
            Type = type,
            Kind = kind,
        };
        _keysLength += key.Length;
        _byHash[hash] = line;
        StoredCount += kind == CachedLineKind.Stored ? 1 : 0;
        Note(line);
        return line;
    }

    /// <summary>Makes a line that was kept out a stored one.</summary>
    public void Store(int line, SeriesRef series)
    {
        _lines[line].Kind = CachedLineKind.Stored;
        _lines[line].Series = series;
        StoredCount++;
    }

    /// <summary>Adds the lines that are tracked and were not in this scrape, or all that are tracked, and ends their tracking.</summary>
    public void TakeVanished(List<int> vanished, bool takesAll)
    {
        for (int i = 0; i < _count; i++)
        {
            ref CachedSeries line = ref _lines[i];
            if (line.IsTracked && (takesAll || line.LastSeen != Iteration))
            {
                line.IsTracked = false;
                vanished.Add(i);
            }
        }
    }

    /// <summary>The metrics with the most stored lines.</summary>
    public IReadOnlyList<MetricCardinality> Largest(int count)
    {
        var byName = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < _count; i++)
        {
            if (_lines[i].Kind == CachedLineKind.Stored)
            {
                string name = Encoding.UTF8.GetString(SeriesScan.MetricName(Key(i)));
                byName[name] = byName.GetValueOrDefault(name) + 1;
            }
        }

        return [.. byName.OrderByDescending(static pair => pair.Value).Take(count).Select(static pair => new MetricCardinality(pair.Key, pair.Value))];
    }

    /// <summary>The series that lines of this scrape are of.</summary>
    public HashSet<SeriesRef> SeenSeries()
    {
        var seen = new HashSet<SeriesRef>();
        for (int i = 0; i < _seenCount; i++)
        {
            seen.Add(_lines[_seen[i]].Series);
        }

        return seen;
    }

    /// <summary>Ends a scrape; one that failed leaves the order of the last that did not.</summary>
    /// <returns>Whether lines were forgotten because failing scrapes kept adding to them.</returns>
    public bool End(bool succeeded)
    {
        if (!succeeded)
        {
            bool isFlushed = _count > (_countAtSuccess * 2) + Slack;
            if (isFlushed)
            {
                Compact(keepOrder: false);
            }

            return isFlushed;
        }

        if (_isMoved || _seenCount != _orderCount)
        {
            for (int i = 0; i < _seenCount; i++)
            {
                _lines[_seen[i]].Position = i;
            }
        }

        (_order, _seen) = (_seen, _order);
        _orderCount = _seenCount;
        if (_count - _seenCount > _seenCount + Slack)
        {
            Compact(keepOrder: true);
        }

        _countAtSuccess = _count;
        return false;
    }

    private static ulong Hash(ReadOnlySpan<byte> key, MetricType type) => XxHash3.HashToUInt64(key, (long)type);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(int line)
    {
        _lines[line].LastSeen = Iteration;
        if (_seenCount == _seen.Length)
        {
            Array.Resize(ref _seen, _seenCount * 2);
        }

        _seen[_seenCount++] = line;
    }

    /// <summary>Forgets the lines that were not in this scrape, but those whose end is still to be marked.</summary>
    private void Compact(bool keepOrder)
    {
        var moved = new int[_count];
        var lines = new CachedSeries[_count];
        byte[] keys = new byte[_keysLength];
        int count = 0, length = 0;
        _byHash.Clear();
        StoredCount = 0;
        for (int i = 0; i < _count; i++)
        {
            CachedSeries line = _lines[i];
            moved[i] = -1;
            if (line.LastSeen != Iteration && !line.IsTracked)
            {
                continue;
            }

            Key(i).CopyTo(keys.AsSpan(length));
            line.Offset = length;
            length += line.Length;
            line.Next = _byHash.GetValueOrDefault(line.Hash, -1);
            _byHash[line.Hash] = count;
            StoredCount += line.Kind == CachedLineKind.Stored ? 1 : 0;
            moved[i] = count;
            lines[count++] = line;
        }

        (_lines, _keys, _count, _keysLength) = (lines, keys, count, length);
        int kept = 0;
        for (int i = 0; keepOrder && i < _orderCount; i++)
        {
            int line = moved[_order[i]];
            if (line >= 0)
            {
                _order[kept++] = line;
            }
        }

        _orderCount = kept;
        if (_lines.Length == 0)
        {
            _lines = new CachedSeries[64];
        }
    }
}
