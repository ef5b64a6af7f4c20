namespace Vigia.Integration.Queue.Scheduling;

/// <summary>The unfinished messages of one partition key, in order; only the first may be lent.</summary>
internal sealed class Partition(string key)
{
    public string Key { get; } = key;

    public QueueEntry? First { get; private set; }

    private QueueEntry? Last { get; set; }

    public void Add(QueueEntry entry)
    {
        if (Last is null)
        {
            First = entry;
        }
        else
        {
            Last.Behind = entry;
        }

        Last = entry;
    }

    /// <summary>Takes an entry out. The first in constant time; one from the middle, which only erasure does, by going along the line.</summary>
    public void Remove(QueueEntry entry)
    {
        QueueEntry? before = null;
        for (QueueEntry? at = First; at != entry; at = at!.Behind)
        {
            before = at;
        }

        if (before is null)
        {
            First = entry.Behind;
        }
        else
        {
            before.Behind = entry.Behind;
        }

        if (Last == entry)
        {
            Last = before;
        }

        entry.Behind = null;
    }
}
