using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Lengthens a lease.</summary>
internal sealed class RenewOperation(LeasedMessage lease) : LeaseOperation<LeasedMessage?>(lease)
{
    protected override LeasedMessage? Lost => null;

    protected override LeasedMessage? Change(QueueContext context, QueueEntry entry)
    {
        context.Scheduler.Renew(entry, context.LeaseEnd);
        context.Statements.UpdateQueue(entry);
        return Lease with { ExpiresAt = DatabaseKeys.Time(entry.At) };
    }
}
