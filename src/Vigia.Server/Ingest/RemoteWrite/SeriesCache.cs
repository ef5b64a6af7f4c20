using Vigia.Model.Metrics;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>
/// Series by a 128-bit hash of their labels as they came over the wire. Bounded: of two generations the older is dropped whole when the newer is
/// full; what is used moves to the newer. Safe from any thread; what is known is found without a lock.
/// </summary>
internal sealed class SeriesCache
{
    private readonly Lock _lock = new();
    private readonly int _generationSize;
    private SeriesGeneration _newer = new();
    private SeriesGeneration _older = new();

    // How many of the older generation are in the newer too.
    private int _moved;
    private long _evicted;

    /// <summary>A cache for about so many series.</summary>
    public SeriesCache(int capacity) => _generationSize = Math.Max(1, capacity / 2);

    /// <summary>How many series there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _newer.Count + _older.Count - _moved;
            }
        }
    }

    /// <summary>How many were dropped for room.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <summary>Finds a series, wherever the one before it was.</summary>
    public bool TryGet(UInt128 key, out SeriesRef series)
    {
        SeriesPlace place = default;
        return TryGet(key, ref place, out series);
    }

    /// <summary>Finds a series.</summary>
    /// <param name="key">The hash.</param>
    /// <param name="last">Where the sender's last series was found; then where this one was.</param>
    /// <param name="series">The series.</param>
    public bool TryGet(UInt128 key, ref SeriesPlace last, out SeriesRef series)
    {
        SeriesGeneration newer = Volatile.Read(ref _newer);
        int place = last.Generation == newer ? newer.FindAfter(last.Place, key) : newer.Find(key);
        if (place >= 0)
        {
            series = newer[place];
            last = new SeriesPlace(newer, place);
            return true;
        }

        lock (_lock)
        {
            place = _older.Find(key);
            if (place < 0)
            {
                series = SeriesRef.None;
                return false;
            }

            series = _older[place];
            Add(key, series);
            return true;
        }
    }

    /// <summary>Remembers a series, in place of the one that the key had.</summary>
    public void Set(UInt128 key, SeriesRef series)
    {
        lock (_lock)
        {
            Add(key, series);
        }
    }

    private void Add(UInt128 key, SeriesRef series)
    {
        int place = _newer.Find(key);
        if (place >= 0)
        {
            _newer.Replace(place, series);
            return;
        }

        if (_newer.Count >= _generationSize)
        {
            Interlocked.Add(ref _evicted, _older.Count - _moved);
            _older = _newer;
            _moved = 0;
            Volatile.Write(ref _newer, new SeriesGeneration());
        }

        _moved += _older.Find(key) >= 0 ? 1 : 0;
        _newer.Add(key, series);
    }
}
