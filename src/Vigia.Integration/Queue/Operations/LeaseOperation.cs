using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>A change that only the holder of a lease may make.</summary>
internal abstract class LeaseOperation<T>(LeasedMessage lease) : ResultOperation<T>
{
    protected LeasedMessage Lease => lease;

    public sealed override void Execute(QueueContext context)
    {
        bool holds = context.Scheduler.TryGet(lease.Sequence, out QueueEntry? entry)
            && entry.State == EntryState.Leased
            && entry.Token == lease.FencingToken
            && entry.Owner == lease.Owner;
        Result = holds ? Change(context, entry!) : Lost;
    }

    /// <summary>The answer to one who holds the lease no more.</summary>
    protected abstract T Lost { get; }

    protected abstract T Change(QueueContext context, QueueEntry entry);
}
