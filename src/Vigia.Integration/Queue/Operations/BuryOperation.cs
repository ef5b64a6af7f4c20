using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Makes a message a dead letter.</summary>
internal sealed class BuryOperation(LeasedMessage lease, AttemptFailure failure) : LeaseOperation<bool>(lease)
{
    protected override bool Lost => false;

    protected override bool Change(QueueContext context, QueueEntry entry)
    {
        context.InsertFailure(entry, failure);
        context.Bury(entry, failure.ErrorType, failure.Error);
        return true;
    }
}
