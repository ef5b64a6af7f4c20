using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Puts a message back for a later attempt.</summary>
internal sealed class RetryOperation(LeasedMessage lease, AttemptFailure failure, long dueAt) : LeaseOperation<bool>(lease)
{
    protected override bool Lost => false;

    protected override bool Change(QueueContext context, QueueEntry entry)
    {
        context.InsertFailure(entry, failure);
        context.Scheduler.Retry(entry, context.Now, dueAt);
        context.Statements.UpdateQueue(entry);
        return true;
    }
}
