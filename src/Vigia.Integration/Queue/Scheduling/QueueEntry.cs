using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Queue.Scheduling;

/// <summary>One unfinished message in memory. Times are microseconds since 1970.</summary>
internal sealed class QueueEntry(long sequence, long receivedAt, int size)
{
    public long Sequence { get; } = sequence;

    public long ReceivedAt { get; } = receivedAt;

    /// <summary>Payload bytes.</summary>
    public int Size { get; } = size;

    /// <summary>The whole message, or null where it must be read back.</summary>
    public Message? Message { get; set; }

    public EntryState State { get; set; }

    /// <summary>Attempts begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The fencing token of its last lease.</summary>
    public long Token { get; set; }

    /// <summary>When its status last changed.</summary>
    public long Since { get; set; }

    /// <summary>When its lease ends or its retry is due.</summary>
    public long At { get; set; }

    public string? Owner { get; set; }

    /// <summary>Whether its row is in the table <c>queue</c> already; a new one is written at the end of its batch, in the state that it has by then.</summary>
    public bool IsStored { get; set; }

    public Partition? Partition { get; set; }

    /// <summary>The next one in its partition.</summary>
    public QueueEntry? Behind { get; set; }

    /// <summary>Links in the list that fits its state.</summary>
    public QueueEntry? Previous { get; set; }

    public QueueEntry? Next { get; set; }

    /// <summary>Links among all unfinished messages.</summary>
    public QueueEntry? Older { get; set; }

    public QueueEntry? Newer { get; set; }

    public int StoredStatus => State switch
    {
        EntryState.Leased => DatabaseStatus.Processing,
        EntryState.Retrying => DatabaseStatus.Retrying,
        _ => DatabaseStatus.Queued,
    };
}
