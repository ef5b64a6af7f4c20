namespace Vigia.Storage.Metrics.Head;

/// <summary>
/// From the hash of a series' labels to its number: open addressing, five bytes a slot, of which one tells most hashes apart, so that few others are looked up.
/// Not thread-safe.
/// </summary>
internal sealed class SeriesTable(Func<uint, UInt128> hashOf)
{
    private const uint Removed = uint.MaxValue;

    private uint[] _slots = new uint[1024];
    private byte[] _tags = new byte[1024];
    private int _used;

    /// <summary>The number; 0 where there is none.</summary>
    public uint Find(UInt128 hash)
    {
        uint mask = (uint)_slots.Length - 1;
        for (uint slot = (uint)hash & mask; ; slot = (slot + 1) & mask)
        {
            uint series = _slots[slot];
            if (series == 0 || (_tags[slot] == TagOf(hash) && series != Removed && hashOf(series) == hash))
            {
                return series;
            }
        }
    }

    /// <summary>Adds a series that is not there.</summary>
    public void Add(UInt128 hash, uint series)
    {
        if ((_used + 1) * 3L > _slots.Length * 2L)
        {
            Rebuild();
        }

        Put(hash, series);
        _used++;
    }

    public void Remove(UInt128 hash, uint series)
    {
        uint mask = (uint)_slots.Length - 1;
        for (uint slot = (uint)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == series)
            {
                _slots[slot] = Removed;
                return;
            }
        }
    }

    private void Put(UInt128 hash, uint series)
    {
        uint mask = (uint)_slots.Length - 1;
        uint slot = (uint)hash & mask;
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = series;
        _tags[slot] = TagOf(hash);
    }

    private void Rebuild()
    {
        uint[] old = _slots;
        int live = 0;
        foreach (uint series in old)
        {
            live += series is 0 or Removed ? 0 : 1;
        }

        int size = old.Length;
        while (live * 2L >= size)
        {
            size *= 2;
        }

        _slots = new uint[size];
        _tags = new byte[size];
        _used = live;
        foreach (uint series in old)
        {
            if (series is not (0 or Removed))
            {
                Put(hashOf(series), series);
            }
        }
    }

    private static byte TagOf(UInt128 hash) => (byte)(hash >> 120);
}
