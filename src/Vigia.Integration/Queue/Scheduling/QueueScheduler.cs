using System.Diagnostics.CodeAnalysis;

namespace Vigia.Integration.Queue.Scheduling;

/// <summary>
/// Which message may be lent next: the queue's state in memory, changed by the writer's thread alone. It runs ahead of
/// the disk within a transaction; where that fails, it is thrown away and read again. Times are microseconds since 1970.
/// </summary>
internal sealed class QueueScheduler
{
    private readonly Dictionary<long, QueueEntry> _entries = [];
    private readonly Dictionary<string, Partition> _partitions = new(StringComparer.Ordinal);
    private readonly PriorityQueue<QueueEntry, (long Due, long Sequence)> _retries = new();
    private readonly EntryList _ready = new();

    // All leases last equally long, so the list is in order of their ends.
    private readonly EntryList _leased = new();
    private QueueEntry? _newest;

    /// <summary>All unfinished messages.</summary>
    public int Count => _entries.Count;

    /// <summary>Payload bytes of all unfinished messages.</summary>
    public long Bytes { get; private set; }

    /// <summary>Payload bytes of the messages kept in memory.</summary>
    public long CachedBytes { get; private set; }

    public QueueEntry? Oldest { get; private set; }

    public int ReadyCount => _ready.Count;

    public QueueEntry? FirstReady => _ready.First;

    public IEnumerable<QueueEntry> Entries => _entries.Values;

    /// <summary>When the next retry is due or the next lease ends.</summary>
    public long? NextTime
    {
        get
        {
            long? lease = _leased.First?.At;
            long? retry = _retries.TryPeek(out _, out (long Due, long) priority) ? priority.Due : null;
            return lease is null ? retry : retry is null ? lease : Math.Min(lease.Value, retry.Value);
        }
    }

    public bool TryGet(long sequence, [NotNullWhen(true)] out QueueEntry? entry) => _entries.TryGetValue(sequence, out entry);

    /// <summary>Takes in an entry whose state, attempts and times are set: Ready, Leased or Retrying. One behind another of its partition becomes Held.</summary>
    public void Add(QueueEntry entry, string? partitionKey)
    {
        _entries.Add(entry.Sequence, entry);
        Bytes += entry.Size;
        if (entry.Message is not null)
        {
            CachedBytes += entry.Size;
        }

        entry.Older = _newest;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        if (partitionKey is not null)
        {
            if (!_partitions.TryGetValue(partitionKey, out Partition? partition))
            {
                _partitions.Add(partitionKey, partition = new Partition(partitionKey));
            }

            partition.Add(entry);
            entry.Partition = partition;
            if (partition.First != entry)
            {
                entry.State = EntryState.Held;
            }
        }

        Link(entry);
    }

    /// <summary>Takes the entry out for good; the next one of its partition becomes ready.</summary>
    public void Remove(QueueEntry entry)
    {
        Unlink(entry);
        Forget(entry);
        _entries.Remove(entry.Sequence);
        Bytes -= entry.Size;
        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        entry.Older = entry.Newer = null;
        if (entry.Partition is { } partition)
        {
            bool wasFirst = partition.First == entry;
            partition.Remove(entry);
            entry.Partition = null;
            if (partition.First is null)
            {
                _partitions.Remove(partition.Key);
            }
            else if (wasFirst)
            {
                partition.First.State = EntryState.Ready;
                _ready.AddLast(partition.First);
            }
        }
    }

    public void Lease(QueueEntry entry, string owner, long now, long expiresAt)
    {
        Unlink(entry);
        entry.State = EntryState.Leased;
        entry.Owner = owner;
        entry.Attempts++;
        entry.Token++;
        entry.Since = now;
        entry.At = expiresAt;
        Link(entry);
    }

    public void Renew(QueueEntry entry, long expiresAt)
    {
        Unlink(entry);
        entry.At = expiresAt;
        Link(entry);
    }

    public void Retry(QueueEntry entry, long now, long dueAt)
    {
        Unlink(entry);
        entry.State = EntryState.Retrying;
        entry.Owner = null;
        entry.Since = now;
        entry.At = dueAt;
        Link(entry);
    }

    /// <summary>Makes a leased or retrying entry ready again, behind the others.</summary>
    public void MakeReady(QueueEntry entry, long now)
    {
        Unlink(entry);
        entry.State = EntryState.Ready;
        entry.Owner = null;
        entry.Since = now;
        entry.At = 0;
        Link(entry);
    }

    /// <summary>Undoes a lease that was never used: in front of the others, its attempt not counted.</summary>
    public void Release(QueueEntry entry, long now)
    {
        Unlink(entry);
        entry.State = EntryState.Ready;
        entry.Owner = null;
        entry.Attempts--;
        entry.Since = now;
        entry.At = 0;
        _ready.AddFirst(entry);
    }

    public QueueEntry? FirstExpired(long now) => _leased.First is { } first && first.At <= now ? first : null;

    public QueueEntry? FirstDue(long now) => _retries.TryPeek(out QueueEntry? entry, out (long Due, long) priority) && priority.Due <= now ? entry : null;

    /// <summary>Keeps a message in memory for its next lease.</summary>
    public void Keep(QueueEntry entry, Model.Messages.Message message)
    {
        Forget(entry);
        entry.Message = message;
        CachedBytes += entry.Size;
    }

    public void Forget(QueueEntry entry)
    {
        if (entry.Message is not null)
        {
            entry.Message = null;
            CachedBytes -= entry.Size;
        }
    }

    public void Clear()
    {
        _entries.Clear();
        _partitions.Clear();
        _retries.Clear();
        while (_ready.First is { } ready)
        {
            _ready.Remove(ready);
        }

        while (_leased.First is { } leased)
        {
            _leased.Remove(leased);
        }

        Oldest = _newest = null;
        Bytes = CachedBytes = 0;
    }

    private void Link(QueueEntry entry)
    {
        switch (entry.State)
        {
            case EntryState.Ready:
                _ready.AddLast(entry);
                break;
            case EntryState.Leased:
                _leased.AddLast(entry);
                break;
            case EntryState.Retrying:
                _retries.Enqueue(entry, (entry.At, entry.Sequence));
                break;
            case EntryState.Held:
            default:
                break;
        }
    }

    private void Unlink(QueueEntry entry)
    {
        switch (entry.State)
        {
            case EntryState.Ready:
                _ready.Remove(entry);
                break;
            case EntryState.Leased:
                _leased.Remove(entry);
                break;
            case EntryState.Retrying:
                // Nearly always the first one, found at once.
                _retries.Remove(entry, out _, out _);
                break;
            case EntryState.Held:
            default:
                break;
        }
    }
}
