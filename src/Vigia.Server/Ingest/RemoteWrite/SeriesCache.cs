using Vigia.Model.Metrics;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>
/// Series by a 128-bit hash of their labels as they came over the wire. Bounded: each part keeps two generations, and drops the older one whole when
/// the newer is full; what is used moves to the newer. Safe from any thread.
/// </summary>
internal sealed class SeriesCache
{
    private const int PartCount = 32;

    private readonly Part[] _parts = new Part[PartCount];
    private readonly int _generationSize;
    private long _evicted;

    /// <summary>A cache for about so many series.</summary>
    public SeriesCache(int capacity)
    {
        _generationSize = Math.Max(1, capacity / PartCount / 2);
        for (int i = 0; i < PartCount; i++)
        {
            _parts[i] = new Part();
        }
    }

    /// <summary>How many series there are.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            foreach (Part part in _parts)
            {
                lock (part)
                {
                    count += part.Newer.Count + part.Older.Count;
                }
            }

            return count;
        }
    }

    /// <summary>How many were dropped for room.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    public bool TryGet(UInt128 key, out SeriesRef series)
    {
        Part part = PartOf(key);
        lock (part)
        {
            if (part.Newer.TryGetValue(key, out series))
            {
                return true;
            }

            if (!part.Older.Remove(key, out series))
            {
                return false;
            }

            Add(part, key, series);
            return true;
        }
    }

    /// <summary>Remembers a series, in place of the one that the key had.</summary>
    public void Set(UInt128 key, SeriesRef series)
    {
        Part part = PartOf(key);
        lock (part)
        {
            part.Older.Remove(key);
            Add(part, key, series);
        }
    }

    private void Add(Part part, UInt128 key, SeriesRef series)
    {
        if (part.Newer.Count >= _generationSize && !part.Newer.ContainsKey(key))
        {
            Interlocked.Add(ref _evicted, part.Older.Count);
            part.Older.Clear();
            (part.Older, part.Newer) = (part.Newer, part.Older);
        }

        part.Newer[key] = series;
    }

    private Part PartOf(UInt128 key) => _parts[(int)((ulong)key % PartCount)];

    private sealed class Part
    {
        public Dictionary<UInt128, SeriesRef> Newer { get; set; } = new(HashComparer.Instance);

        public Dictionary<UInt128, SeriesRef> Older { get; set; } = new(HashComparer.Instance);
    }

    /// <summary>The key is a hash: its high half serves as it is.</summary>
    private sealed class HashComparer : IEqualityComparer<UInt128>
    {
        public static readonly HashComparer Instance = new();

        public bool Equals(UInt128 x, UInt128 y) => x == y;

        public int GetHashCode(UInt128 key) => (int)(ulong)(key >> 64);
    }
}
