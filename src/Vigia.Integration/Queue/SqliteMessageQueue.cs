using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Integration.Queue;

/// <summary>
/// The queue on SQLite. A call that was handed to the writer can no longer be withdrawn, since it may be on disk
/// already: cancellation is looked at before that, and while waiting for a lease.
/// </summary>
internal sealed class SqliteMessageQueue(QueueWriter writer, QueueOptions options) : IMessageQueue
{
    public int Count => writer.Count;

    public int Capacity => options.Capacity;

    public DateTimeOffset? OldestReceivedAt => writer.OldestReceivedAt;

    public ValueTask<EnqueueResult> EnqueueAsync(NewMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new EnqueueOperation(message);
        return writer.TrySubmit(operation)
            ? operation.Task
            : ValueTask.FromResult(new EnqueueResult(EnqueueOutcome.Full, message.Message.Id));
    }

    public ValueTask<IReadOnlyList<LeasedMessage>> LeaseAsync(string owner, int max, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var request = new LeaseRequest(owner, max);
        ValueTask<IReadOnlyList<LeasedMessage>> lent = request.WaitAsync(cancellationToken);
        writer.Request(request);
        return lent;
    }

    public ValueTask<LeasedMessage?> RenewAsync(LeasedMessage lease, CancellationToken cancellationToken) =>
        Submit(new RenewOperation(lease), cancellationToken);

    /// <exception cref="ArgumentException">There are more than 256 outputs, or two for one destination.</exception>
    public ValueTask<bool> CompleteAsync(LeasedMessage lease, AttemptSuccess success, CancellationToken cancellationToken)
    {
        CheckOutputs(success);
        return Submit(new CompleteOperation(lease, success), cancellationToken);
    }

    public ValueTask<bool> RetryAsync(LeasedMessage lease, AttemptFailure failure, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Submit(new RetryOperation(lease, failure, DatabaseKeys.Time(dueAt)), cancellationToken);

    public ValueTask<bool> BuryAsync(LeasedMessage lease, AttemptFailure failure, CancellationToken cancellationToken) =>
        Submit(new BuryOperation(lease, failure), cancellationToken);

    public async ValueTask ReleaseAsync(LeasedMessage lease, CancellationToken cancellationToken) =>
        await Submit(new ReleaseOperation(lease), cancellationToken);

    public ValueTask<bool> DeferAsync(LeasedMessage lease, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Submit(new DeferOperation(lease, DatabaseKeys.Time(dueAt)), cancellationToken);

    private static void CheckOutputs(AttemptSuccess success)
    {
        int count = success.Outputs.Count;
        if (count > DatabaseKeys.MaxOutputs)
        {
            throw new ArgumentException($"A message can leave {DatabaseKeys.MaxOutputs} outputs in the store, not {count}.", nameof(success));
        }

        for (int i = 1; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (success.Outputs[i].Destination == success.Outputs[j].Destination)
                {
                    throw new ArgumentException($"Two outputs are for the destination {success.Outputs[i].Destination}.", nameof(success));
                }
            }
        }
    }

    private ValueTask<T> Submit<T>(ResultOperation<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        writer.TrySubmit(operation);
        return operation.Task;
    }
}
