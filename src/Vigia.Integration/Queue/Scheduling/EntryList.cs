namespace Vigia.Integration.Queue.Scheduling;

/// <summary>A list whose links are in the entries, so that an entry leaves it in constant time and without garbage.</summary>
internal sealed class EntryList
{
    public QueueEntry? First { get; private set; }

    public int Count { get; private set; }

    private QueueEntry? Last { get; set; }

    public void AddLast(QueueEntry entry)
    {
        entry.Previous = Last;
        entry.Next = null;
        if (Last is null)
        {
            First = entry;
        }
        else
        {
            Last.Next = entry;
        }

        Last = entry;
        Count++;
    }

    public void AddFirst(QueueEntry entry)
    {
        entry.Previous = null;
        entry.Next = First;
        if (First is null)
        {
            Last = entry;
        }
        else
        {
            First.Previous = entry;
        }

        First = entry;
        Count++;
    }

    public void Remove(QueueEntry entry)
    {
        if (entry.Previous is null)
        {
            First = entry.Next;
        }
        else
        {
            entry.Previous.Next = entry.Next;
        }

        if (entry.Next is null)
        {
            Last = entry.Previous;
        }
        else
        {
            entry.Next.Previous = entry.Previous;
        }

        entry.Previous = entry.Next = null;
        Count--;
    }
}
