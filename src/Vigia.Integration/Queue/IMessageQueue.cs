namespace Vigia.Integration.Queue;

/// <summary>
/// The durable queue. Every task that reports a change completes only after the change is on disk. Messages with the
/// same partition key are lent one at a time, in the order in which they were queued; a retrying message holds those
/// behind it. Thread safe.
/// </summary>
internal interface IMessageQueue
{
    /// <summary>Messages accepted and not finished: waiting, leased or waiting for a retry.</summary>
    int Count { get; }

    /// <summary>The depth at which <see cref="EnqueueOutcome.Full"/> is answered.</summary>
    int Capacity { get; }

    /// <summary>When the oldest unfinished message was received, or null where there is none.</summary>
    DateTimeOffset? OldestReceivedAt { get; }

    ValueTask<EnqueueResult> EnqueueAsync(NewMessage message, CancellationToken cancellationToken);

    /// <summary>Waits until at least one message is due, and lends up to <paramref name="max"/>.</summary>
    ValueTask<IReadOnlyList<LeasedMessage>> LeaseAsync(string owner, int max, CancellationToken cancellationToken);

    /// <summary>Lengthens a lease. Null: it was lost.</summary>
    ValueTask<LeasedMessage?> RenewAsync(LeasedMessage lease, CancellationToken cancellationToken);

    /// <summary>Ends the message. False: the lease was lost, nothing was written.</summary>
    ValueTask<bool> CompleteAsync(LeasedMessage lease, AttemptSuccess success, CancellationToken cancellationToken);

    /// <summary>Puts the message back for <paramref name="dueAt"/>. False: the lease was lost.</summary>
    ValueTask<bool> RetryAsync(LeasedMessage lease, AttemptFailure failure, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Makes the message a dead letter. False: the lease was lost.</summary>
    ValueTask<bool> BuryAsync(LeasedMessage lease, AttemptFailure failure, CancellationToken cancellationToken);

    /// <summary>Gives an unstarted message back at once, without counting an attempt.</summary>
    ValueTask ReleaseAsync(LeasedMessage lease, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a message back for <paramref name="dueAt"/> though nothing was tried: its attempts stay as they were before the
    /// lease. False: the lease was lost.
    /// </summary>
    ValueTask<bool> DeferAsync(LeasedMessage lease, DateTimeOffset dueAt, CancellationToken cancellationToken);
}
