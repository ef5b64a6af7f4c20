using Vigia.Integration.DeadLetters;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Tests.Processing;

/// <summary>The queue, store, dead letters and audit in memory, by their contracts, so that processing is tested without a disk.</summary>
internal sealed class MemoryQueue(TimeProvider time) : IMessageQueue, IMessageStore, IDeadLetterStore, IAuditLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<AuditEntry> _audit = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;

    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>When true, every change that a worker reports fails.</summary>
    public bool IsBroken { get; set; }

    public int Renewals { get; private set; }

    public int Releases { get; private set; }

    public int Deferrals { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.Count(static entry => entry.IsOpen);
            }
        }
    }

    public int Capacity => 1000;

    long IDeadLetterStore.Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.LongCount(static entry => entry.Status is MessageStatus.Dead);
            }
        }
    }

    public DateTimeOffset? OldestReceivedAt
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.Where(static entry => entry.IsOpen).Min(static entry => (DateTimeOffset?)entry.Message.ReceivedAt);
            }
        }
    }

    public ValueTask<EnqueueResult> EnqueueAsync(NewMessage message, CancellationToken cancellationToken)
    {
        Add(message.Message);
        return new(new EnqueueResult(EnqueueOutcome.Queued, message.Message.Id));
    }

    public void Add(Message message, int attempts = 0)
    {
        lock (_lock)
        {
            _entries.Add(message.Id, new Entry
            {
                Message = message,
                Sequence = ++_sequence,
                DueAt = time.GetUtcNow(),
                Attempt = attempts,
                UpdatedAt = time.GetUtcNow(),
            });
        }

        Pulse();
    }

    /// <summary>A message that is dead already.</summary>
    public void AddDead(Message message, string errorType)
    {
        Add(message);
        lock (_lock)
        {
            Entry entry = _entries[message.Id];
            entry.Status = MessageStatus.Dead;
            entry.ErrorType = errorType;
            entry.Attempts.Add(new MessageAttempt { Number = 1, StartedAt = time.GetUtcNow(), Outcome = "permanent", ErrorType = errorType, Error = "refused" });
        }
    }

    public async ValueTask<IReadOnlyList<LeasedMessage>> LeaseAsync(string owner, int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            TimeSpan? wait = null;
            lock (_lock)
            {
                DateTimeOffset now = time.GetUtcNow();
                Entry[] due = [.. _entries.Values
                    .Where(entry => (entry.IsWaiting && entry.DueAt <= now) || (entry.Status is MessageStatus.Processing && entry.LeasedUntil <= now))
                    .OrderBy(static entry => entry.Sequence)
                    .Take(max)];
                if (due.Length > 0)
                {
                    return [.. due.Select(entry => Lend(entry, owner, now))];
                }

                changed = _changed.Task;
                DateTimeOffset next = _entries.Values.Where(static entry => entry.IsOpen)
                    .Select(static entry => entry.IsWaiting ? entry.DueAt : entry.LeasedUntil)
                    .DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
                if (next < DateTimeOffset.MaxValue)
                {
                    wait = next - now;
                }
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task timer = wait is { } delay
                ? Task.Delay(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, time, waiting.Token)
                : Task.Delay(Timeout.InfiniteTimeSpan, waiting.Token);
            await Task.WhenAny(changed, timer);
            await waiting.CancelAsync();
        }
    }

    public ValueTask<LeasedMessage?> RenewAsync(LeasedMessage lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Renewals++;
            if (Held(lease) is not { } entry)
            {
                return default;
            }

            entry.LeasedUntil = time.GetUtcNow() + LeaseTime;
            return new(lease with { ExpiresAt = entry.LeasedUntil });
        }
    }

    public ValueTask<bool> CompleteAsync(LeasedMessage lease, AttemptSuccess success, CancellationToken cancellationToken) =>
        Change(lease, entry =>
        {
            entry.Status = MessageStatus.Processed;
            entry.Outputs.AddRange(success.Outputs);
            entry.Attempts.Add(new MessageAttempt
            {
                Number = lease.Attempt,
                StartedAt = success.StartedAt,
                DurationMs = success.Duration.TotalMilliseconds,
                Outcome = success.Filtered is null ? "success" : "filtered",
            });
        });

    public ValueTask<bool> RetryAsync(LeasedMessage lease, AttemptFailure failure, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Change(lease, entry =>
        {
            entry.Status = MessageStatus.Retrying;
            entry.DueAt = dueAt;
            entry.Add(lease.Attempt, failure);
        });

    public ValueTask<bool> BuryAsync(LeasedMessage lease, AttemptFailure failure, CancellationToken cancellationToken) =>
        Change(lease, entry =>
        {
            entry.Status = MessageStatus.Dead;
            entry.Add(lease.Attempt, failure);
        });

    public async ValueTask ReleaseAsync(LeasedMessage lease, CancellationToken cancellationToken) =>
        await Change(lease, entry =>
        {
            Releases++;
            entry.Status = MessageStatus.Queued;
            entry.Attempt--;
        });

    public ValueTask<bool> DeferAsync(LeasedMessage lease, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Change(lease, entry =>
        {
            Deferrals++;
            entry.Status = MessageStatus.Queued;
            entry.DueAt = dueAt;
            entry.Attempt--;
        });

    /// <summary>Gives the message to someone else: whoever holds it now is fenced out.</summary>
    public void Steal(string id)
    {
        lock (_lock)
        {
            _entries[id].Token++;
        }
    }

    /// <summary>Completes once the message has the status.</summary>
    public async Task<MessageDetail> WaitForAsync(string id, MessageStatus status)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await WaitForAsync(id, detail => detail.Summary.Status == status, deadline.Token);
    }

    public async Task<MessageDetail> WaitForAsync(string id, Func<MessageDetail, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            MessageDetail? detail;
            lock (_lock)
            {
                changed = _changed.Task;
                detail = _entries.TryGetValue(id, out Entry? entry) ? entry.Describe() : null;
            }

            if (detail is not null && condition(detail))
            {
                return detail;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask<MessageDetail?> GetAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_entries.TryGetValue(id, out Entry? entry) ? entry.Describe() : null);
        }
    }

    public ValueTask<MessagePage> SearchAsync(MessageFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Cursor is { } cursor && !long.TryParse(cursor, out _))
        {
            throw new FormatException("Not a cursor.");
        }

        lock (_lock)
        {
            return new(new MessagePage([.. Fitting(filter).Select(static entry => entry.Describe().Summary).Take(filter.Limit)], null));
        }
    }

    public void Note(MessageSummary summary) => throw new NotSupportedException("Only admission notes.");

    public ValueTask<int> EraseUserAsync(string userId, AuditEntry audit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            string[] ids = [.. _entries.Values.Where(entry => entry.Message.UserId == userId).Select(static entry => entry.Message.Id)];
            foreach (string id in ids)
            {
                _entries.Remove(id);
            }

            _audit.Add(audit);
            return new(ids.Length);
        }
    }

    public ValueTask<IReadOnlyList<DeadLetterGroup>> GroupAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. _entries.Values.Where(static entry => entry.Status is MessageStatus.Dead)
                .GroupBy(static entry => (entry.ErrorType, entry.Message.Type))
                .Select(static group => new DeadLetterGroup
                {
                    ErrorType = group.Key.ErrorType ?? "",
                    Type = group.Key.Type,
                    Count = group.LongCount(),
                    First = group.Min(static entry => entry.UpdatedAt),
                    Last = group.Max(static entry => entry.UpdatedAt),
                })]);
        }
    }

    public ValueTask<DeadLetterEditResult> EditAsync(
        string id, ReadOnlyMemory<byte> payload, string? type, string? version, AuditEntry audit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out Entry? entry) || entry.Status is not MessageStatus.Dead)
            {
                return new(new DeadLetterEditResult(DeadLetterEditOutcome.Missing, null));
            }

            if (version is not null && version != entry.Version)
            {
                return new(new DeadLetterEditResult(DeadLetterEditOutcome.Changed, entry.Version));
            }

            entry.Message = entry.Message with { Payload = payload, Type = type ?? entry.Message.Type };
            entry.Edits++;
            _audit.Add(audit);
            return new(new DeadLetterEditResult(DeadLetterEditOutcome.Done, entry.Version));
        }
    }

    public ValueTask<long> CountAsync(MessageFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(Fitting(filter with { Status = MessageStatus.Dead }).LongCount());
        }
    }

    public ValueTask<long> MarkAsync(CancellationToken cancellationToken) => new(long.MaxValue);

    public async ValueTask<DeadLetterStepResult> StepAsync(DeadLetterStep step, AuditEntry audit, CancellationToken cancellationToken)
    {
        Func<MessageFilter, AuditEntry, CancellationToken, ValueTask<IReadOnlyList<string>>> change =
            step.Action == DeadLetterAction.Replay ? ReplayAsync : DiscardAsync;
        return new DeadLetterStepResult(await change(step.Filter, audit, cancellationToken), HasMore: false);
    }

    public ValueTask<MessageCounts> CountAsync(MessageFilter filter, TimeSpan step, CancellationToken cancellationToken) =>
        new(new MessageCounts
        {
            From = filter.From!.Value,
            To = filter.To!.Value,
            StepSeconds = (int)step.TotalSeconds,
            Buckets = [],
            Totals = new Dictionary<MessageStatus, long> { [MessageStatus.Dead] = Fitting(filter).LongCount() },
            CountedFrom = filter.From.Value,
        });

    public ValueTask<HastenOutcome> HastenAsync(string id, AuditEntry audit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out Entry? entry))
            {
                return new(HastenOutcome.Missing);
            }

            if (entry.Status is not MessageStatus.Retrying)
            {
                return new(HastenOutcome.NotRetrying);
            }

            entry.Status = MessageStatus.Queued;
            entry.DueAt = time.GetUtcNow();
            _audit.Add(audit);
        }

        Pulse();
        return new(HastenOutcome.Ready);
    }

    public ValueTask<IReadOnlyList<string>> ReplayAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken) =>
        ChangeDead(filter, audit, entry =>
        {
            entry.Status = MessageStatus.Queued;
            entry.Attempt = 0;
            entry.DueAt = time.GetUtcNow();
        });

    public ValueTask<IReadOnlyList<string>> DiscardAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken) =>
        ChangeDead(filter, audit, static entry => entry.Status = MessageStatus.Discarded);

    public ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _audit.Add(entry);
        }

        return default;
    }

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. Enumerable.Reverse(_audit).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new([.. Enumerable.Reverse(_audit).Where(entry => filter.Target is null || entry.Target == filter.Target).Take(filter.Limit)]);
        }
    }

    private ValueTask<IReadOnlyList<string>> ChangeDead(MessageFilter filter, AuditEntry audit, Action<Entry> change)
    {
        string[] ids;
        lock (_lock)
        {
            Entry[] fitting = [.. Fitting(filter with { Status = MessageStatus.Dead })];
            ids = [.. fitting.Select(static entry => entry.Message.Id)];
            foreach (Entry entry in fitting)
            {
                change(entry);
            }

            _audit.Add(audit);
        }

        Pulse();
        return new(ids);
    }

    private IEnumerable<Entry> Fitting(MessageFilter filter) => _entries.Values.Where(entry =>
        (filter.Id is null || entry.Message.Id == filter.Id)
        && (filter.Type is null || entry.Message.Type == filter.Type)
        && (filter.Status is null || entry.Status == filter.Status)
        && (filter.Protocol is null || entry.Message.Protocol == filter.Protocol)
        && (filter.UserId is null || entry.Message.UserId == filter.UserId)
        && (filter.ErrorType is null || entry.ErrorType == filter.ErrorType)
        && (filter.From is null || entry.Message.ReceivedAt >= filter.From)
        && (filter.To is null || entry.Message.ReceivedAt < filter.To));

    private LeasedMessage Lend(Entry entry, string owner, DateTimeOffset now)
    {
        entry.Status = MessageStatus.Processing;
        entry.LeasedUntil = now + LeaseTime;
        return new LeasedMessage
        {
            Message = entry.Message,
            Sequence = entry.Sequence,
            FencingToken = ++entry.Token,
            Owner = owner,
            Attempt = ++entry.Attempt,
            LeasedAt = now,
            ExpiresAt = entry.LeasedUntil,
        };
    }

    private Entry? Held(LeasedMessage lease) =>
        _entries.TryGetValue(lease.Message.Id, out Entry? entry)
        && entry.Status is MessageStatus.Processing && entry.Token == lease.FencingToken ? entry : null;

    private ValueTask<bool> Change(LeasedMessage lease, Action<Entry> change)
    {
        lock (_lock)
        {
            if (IsBroken)
            {
                throw new QueueFailedException();
            }

            if (Held(lease) is not { } entry)
            {
                return new(false);
            }

            change(entry);
            entry.UpdatedAt = time.GetUtcNow();
        }

        Pulse();
        return new(true);
    }

    private void Pulse()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    internal sealed class QueueFailedException() : IOException("The disk is gone.");

    private sealed class Entry
    {
        public required Message Message { get; set; }

        public required long Sequence { get; init; }

        public MessageStatus Status { get; set; } = MessageStatus.Queued;

        public required DateTimeOffset DueAt { get; set; }

        public DateTimeOffset LeasedUntil { get; set; }

        public DateTimeOffset UpdatedAt { get; set; }

        public long Token { get; set; }

        public int Attempt { get; set; }

        public string? ErrorType { get; set; }

        public int Edits { get; set; }

        public string Version => FormattableString.Invariant($"\"{Sequence}-{Edits}\"");

        public List<MessageAttempt> Attempts { get; } = [];

        public List<MessageOutput> Outputs { get; } = [];

        public bool IsWaiting => Status is MessageStatus.Queued or MessageStatus.Retrying;

        public bool IsOpen => IsWaiting || Status is MessageStatus.Processing;

        public void Add(int number, AttemptFailure failure)
        {
            ErrorType = failure.ErrorType;
            Attempts.Add(new MessageAttempt
            {
                Number = number,
                StartedAt = failure.StartedAt,
                DurationMs = failure.Duration.TotalMilliseconds,
                Outcome = failure.IsTransient ? "transient" : "permanent",
                ErrorType = failure.ErrorType,
                Error = failure.Error,
            });
        }

        public MessageDetail Describe() => new()
        {
            Summary = new MessageSummary
            {
                Id = Message.Id,
                Type = Message.Type,
                Protocol = Message.Protocol,
                Status = Status,
                UserId = Message.UserId,
                Subject = Message.Subject,
                ReceivedAt = Message.ReceivedAt,
                UpdatedAt = UpdatedAt,
                Attempts = Attempt,
                Size = Message.Payload.Length,
                ErrorType = ErrorType,
                NextAttemptAt = Status is MessageStatus.Retrying ? DueAt : null,
            },
            Version = Status is MessageStatus.Dead ? Version : null,
            Headers = Message.Headers,
            Payload = Message.Payload,
            Attempts = [.. Attempts],
            Outputs = [.. Outputs],
        };
    }
}
