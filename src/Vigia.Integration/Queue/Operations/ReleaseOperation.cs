using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Gives an unstarted message back.</summary>
internal sealed class ReleaseOperation(LeasedMessage lease) : LeaseOperation<bool>(lease)
{
    protected override bool Lost => false;

    protected override bool Change(QueueContext context, QueueEntry entry)
    {
        context.Scheduler.Release(entry, context.Now);
        context.Statements.UpdateQueue(entry);
        return true;
    }
}
