using Vigia.Integration.Queue;

namespace Vigia.Testing.Mqtt;

/// <summary>A queue of which only the depth is asked.</summary>
internal sealed class FakeQueue : IMessageQueue
{
    private int _count;

    public int Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value);
    }

    public int Capacity => 100;

    public DateTimeOffset? OldestReceivedAt => null;

    public ValueTask<EnqueueResult> EnqueueAsync(NewMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<LeasedMessage>> LeaseAsync(string owner, int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<LeasedMessage?> RenewAsync(LeasedMessage lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> CompleteAsync(LeasedMessage lease, AttemptSuccess success, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> RetryAsync(LeasedMessage lease, AttemptFailure failure, DateTimeOffset dueAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> BuryAsync(LeasedMessage lease, AttemptFailure failure, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> DeferAsync(LeasedMessage lease, DateTimeOffset dueAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ReleaseAsync(LeasedMessage lease, CancellationToken cancellationToken) => throw new NotSupportedException();
}
