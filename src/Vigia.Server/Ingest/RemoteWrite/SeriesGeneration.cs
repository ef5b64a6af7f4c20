using Vigia.Model.Metrics;

namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>
/// Series by a 128-bit hash: open addressing over entries that never move and are never removed. Each entry knows which one a sender named after it,
/// so that who sends in the same order again is read along the entries, without a look into the table. One writer at a time; readers without a lock:
/// one that misses what is being added only reads the labels again.
/// </summary>
internal sealed class SeriesGeneration
{
    /// <summary>No entry.</summary>
    public const int None = -1;

    private const int PageSize = 1024;

    private Entry[]?[] _pages = new Entry[]?[1];

    // Each the entry's place and one in its low half, and of the key what the slot's own number does not say in its high half, so that others' entries need no look.
    private ulong[] _slots = new ulong[64];
    private int _count;

    /// <summary>How many series there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The place of a series; <see cref="None"/> where there is none.</summary>
    public int Find(UInt128 key)
    {
        ulong[] slots = Volatile.Read(ref _slots);
        int mask = slots.Length - 1;
        uint tag = TagOf(key);
        for (int slot = SlotOf(key) & mask; ; slot = (slot + 1) & mask)
        {
            ulong taken = Volatile.Read(ref slots[slot]);
            if (taken == 0)
            {
                return None;
            }

            int place = (int)(uint)taken - 1;
            if ((uint)(taken >> 32) == tag && At(place).Key == key)
            {
                return place;
            }
        }
    }

    /// <summary>The same, where the series that was named before is at a place: mostly the next is the one that followed it last time.</summary>
    public int FindAfter(int before, UInt128 key)
    {
        ref Entry last = ref At(before);
        int place = last.Next;
        if ((uint)place < (uint)Count && At(place).Key == key)
        {
            return place;
        }

        place = Find(key);
        if (place >= 0)
        {
            // A hint: threads may overwrite each other's, and it is checked before use.
            last.Next = place;
        }

        return place;
    }

    /// <summary>The series at a place.</summary>
    public SeriesRef this[int place] => new(Volatile.Read(ref At(place).Series));

    /// <summary>Puts another series at a place.</summary>
    public void Replace(int place, SeriesRef series) => Volatile.Write(ref At(place).Series, series.Value);

    /// <summary>Adds a series that is not there.</summary>
    /// <returns>Its place.</returns>
    public int Add(UInt128 key, SeriesRef series)
    {
        int place = _count;
        int page = place / PageSize;
        if (page == _pages.Length)
        {
            var pages = new Entry[]?[_pages.Length * 2];
            _pages.CopyTo(pages, 0);
            Volatile.Write(ref _pages, pages);
        }

        // Pages of 32 KiB stay out of the large object heap, and nothing is copied when there are more.
        Entry[] entries = _pages[page] ?? new Entry[PageSize];
        Volatile.Write(ref _pages[page], entries);
        entries[place % PageSize] = new Entry { Key = key, Series = series.Value, Next = place + 1 };
        Volatile.Write(ref _count, place + 1);
        if ((place + 1) * 4L > _slots.Length * 3L)
        {
            Grow();
        }
        else
        {
            Put(_slots, key, place);
        }

        return place;
    }

    private void Grow()
    {
        ulong[] slots = new ulong[_slots.Length * 2];
        for (int place = 0; place < _count; place++)
        {
            Put(slots, At(place).Key, place);
        }

        Volatile.Write(ref _slots, slots);
    }

    private static void Put(ulong[] slots, UInt128 key, int place)
    {
        int mask = slots.Length - 1;
        int slot = SlotOf(key) & mask;
        while (slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        Volatile.Write(ref slots[slot], ((ulong)TagOf(key) << 32) | (uint)(place + 1));
    }

    // The key is a hash: its halves serve as they are.
    private static int SlotOf(UInt128 key) => (int)(key >> 64);

    private static uint TagOf(UInt128 key) => (uint)key;

    private ref Entry At(int place) => ref Volatile.Read(ref _pages)[place / PageSize]![place % PageSize];

    private struct Entry
    {
        public UInt128 Key;
        public ulong Series;
        public int Next;
    }
}
