using Vigia.Integration.Queue;

namespace Vigia.Testing.Listeners;

/// <summary>
/// The end of the queue that the intake sees, in memory: deduplicates by sender and key and by id as the real one does,
/// and can be held, so that a test decides when a message is "on disk". Lends nothing.
/// </summary>
internal sealed class IntakeQueue : IMessageQueue
{
    private readonly Lock _lock = new();
    private readonly List<NewMessage> _messages = [];
    private readonly Dictionary<string, NewMessage> _known = new(StringComparer.Ordinal);
    private TaskCompletionSource? _held;

    public int Capacity { get; set; } = 1_000_000;

    /// <summary>What enqueueing throws from now on, or null.</summary>
    public Exception? Failure { get; set; }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    public DateTimeOffset? OldestReceivedAt => null;

    /// <summary>The messages in the order in which they were queued.</summary>
    public IReadOnlyList<NewMessage> Messages
    {
        get
        {
            lock (_lock)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>From now on nothing is acknowledged until <see cref="Release"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _held?.TrySetResult();

    public async ValueTask<EnqueueResult> EnqueueAsync(NewMessage message, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        EnqueueResult result = Add(message);
        if (_held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        return result;
    }

    public ValueTask<IReadOnlyList<LeasedMessage>> LeaseAsync(string owner, int max, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<LeasedMessage?> RenewAsync(LeasedMessage lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> CompleteAsync(LeasedMessage lease, AttemptSuccess success, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> RetryAsync(LeasedMessage lease, AttemptFailure failure, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> DeferAsync(LeasedMessage lease, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> BuryAsync(LeasedMessage lease, AttemptFailure failure, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask ReleaseAsync(LeasedMessage lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    private EnqueueResult Add(NewMessage message)
    {
        string idKey = $"id {message.Message.Id}";
        string? idempotencyKey = message.IdempotencyKey is { } key ? $"key {message.Message.Subject} {key}" : null;
        lock (_lock)
        {
            if ((idempotencyKey is not null && _known.TryGetValue(idempotencyKey, out NewMessage? first)) || _known.TryGetValue(idKey, out first))
            {
                bool same = first.Fingerprint == message.Fingerprint;
                return new EnqueueResult(same ? EnqueueOutcome.Duplicate : EnqueueOutcome.KeyReused, first.Message.Id);
            }

            if (_messages.Count >= Capacity)
            {
                return new EnqueueResult(EnqueueOutcome.Full, message.Message.Id);
            }

            _known[idKey] = message;
            if (idempotencyKey is not null)
            {
                _known[idempotencyKey] = message;
            }

            _messages.Add(message);
            return new EnqueueResult(EnqueueOutcome.Queued, message.Message.Id);
        }
    }
}
