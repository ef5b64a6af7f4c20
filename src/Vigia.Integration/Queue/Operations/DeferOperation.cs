using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Puts a message back for later without an attempt: nothing was tried.</summary>
internal sealed class DeferOperation(LeasedMessage lease, long dueAt) : LeaseOperation<bool>(lease)
{
    protected override bool Lost => false;

    protected override bool Change(QueueContext context, QueueEntry entry)
    {
        entry.Attempts--;
        context.Scheduler.Retry(entry, context.Now, dueAt);
        context.Statements.UpdateQueue(entry);
        return true;
    }
}
