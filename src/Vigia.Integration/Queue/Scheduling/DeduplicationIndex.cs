namespace Vigia.Integration.Queue.Scheduling;

/// <summary>
/// Finds the row of a known idempotency key without touching the disk for an unknown one: 64 bits of the key's hash and
/// the row's sequence, in one open-addressed table of 16 bytes a slot. A match is a hint; the row decides. Changes
/// since <see cref="Commit"/> can be taken back. Used by the writer's thread alone.
/// </summary>
internal sealed class DeduplicationIndex
{
    private const int MinSlots = 1_024;

    private readonly List<(ulong Hash, long Sequence)> _added = [];
    private readonly List<(ulong Hash, long Sequence)> _removed = [];
    private (ulong Hash, long Sequence)[] _slots = new (ulong, long)[MinSlots];

    public int Count { get; private set; }

    public static ulong Short(UInt128 hash) => (ulong)hash;

    /// <summary>Sequences whose hash agrees, at most <paramref name="found"/>'s length of them; nearly always none or one.</summary>
    public int Find(ulong hash, Span<long> found)
    {
        int mask = _slots.Length - 1;
        int count = 0;
        for (int slot = (int)hash & mask; _slots[slot].Sequence != 0; slot = (slot + 1) & mask)
        {
            if (_slots[slot].Hash == hash && count < found.Length)
            {
                found[count++] = _slots[slot].Sequence;
            }
        }

        return count;
    }

    /// <summary><paramref name="sequence"/> must not be 0.</summary>
    public void Add(ulong hash, long sequence)
    {
        Insert(hash, sequence);
        _added.Add((hash, sequence));
    }

    public void Remove(ulong hash, long sequence)
    {
        Delete(hash, sequence);
        _removed.Add((hash, sequence));
    }

    public void Commit()
    {
        _added.Clear();
        _removed.Clear();
    }

    public void Rollback()
    {
        foreach ((ulong hash, long sequence) in _removed)
        {
            Insert(hash, sequence);
        }

        foreach ((ulong hash, long sequence) in _added)
        {
            Delete(hash, sequence);
        }

        Commit();
    }

    private void Delete(ulong hash, long sequence)
    {
        int mask = _slots.Length - 1;
        int hole = (int)hash & mask;
        while (_slots[hole] != (hash, sequence))
        {
            if (_slots[hole].Sequence == 0)
            {
                return;
            }

            hole = (hole + 1) & mask;
        }

        // Entries behind the hole move up where their own place is not after it, so that no search stops early.
        for (int slot = (hole + 1) & mask; _slots[slot].Sequence != 0; slot = (slot + 1) & mask)
        {
            int home = (int)_slots[slot].Hash & mask;
            if (((slot - home) & mask) >= ((slot - hole) & mask))
            {
                _slots[hole] = _slots[slot];
                hole = slot;
            }
        }

        _slots[hole] = default;
        Count--;
    }

    private void Insert(ulong hash, long sequence)
    {
        if (Count >= _slots.Length - (_slots.Length / 4))
        {
            Grow();
        }

        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        while (_slots[slot].Sequence != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = (hash, sequence);
        Count++;
    }

    private void Grow()
    {
        (ulong Hash, long Sequence)[] old = _slots;
        _slots = new (ulong, long)[checked(old.Length * 2)];
        int mask = _slots.Length - 1;
        foreach ((ulong hash, long sequence) in old)
        {
            if (sequence != 0)
            {
                int slot = (int)hash & mask;
                while (_slots[slot].Sequence != 0)
                {
                    slot = (slot + 1) & mask;
                }

                _slots[slot] = (hash, sequence);
            }
        }
    }
}
