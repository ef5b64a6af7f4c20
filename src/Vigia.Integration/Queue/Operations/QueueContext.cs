using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Scheduling;
using Vigia.Model.Messages;

namespace Vigia.Integration.Queue.Operations;

/// <summary>
/// What operations change: the open transaction and the queue's state in memory. Used by the writer's thread alone.
/// </summary>
internal sealed class QueueContext : IDisposable
{
    private const int MaxErrorLength = 4_096;
    private const int MaxErrorTypeLength = 128;

    // The oldest go some at a time, so that a full memory costs one statement in many batches.
    private const int MinForgotten = 500;
    private const string LeaseExpired = "lease_expired";
    private const string TooManyDeliveries = "max_deliveries";

    private readonly QueueOptions _options;
    private readonly long _leaseTime;
    private readonly List<QueueEntry> _new = [];
    private long _nextSequence;
    private long _zoneFirst;
    private long _zoneMin;
    private long _zoneMax;
    private bool _zoneChanged;

    public QueueContext(SqliteSession session, QueueOptions options)
    {
        _options = options;
        _leaseTime = DatabaseKeys.Duration(options.LeaseTime);
        Session = session;
        Statements = new QueueStatements(session);
    }

    public SqliteSession Session { get; }

    public QueueStatements Statements { get; }

    public QueueScheduler Scheduler { get; } = new();

    public DeduplicationIndex Deduplication { get; } = new();

    /// <summary>Dead letters that wait for a decision.</summary>
    public long DeadLetters { get; set; }

    /// <summary>Leases that ran out, for the metrics; also those of failed transactions.</summary>
    public long ExpiredLeases { get; private set; }

    /// <summary>Idempotency keys forgotten before their time, for the metrics.</summary>
    public long EarlyForgotten { get; set; }

    /// <summary>The batch's time, in microseconds since 1970.</summary>
    public long Now { get; set; }

    public long LeaseEnd => Now + _leaseTime;

    /// <summary>Error texts are stored with at most 4,096 characters, never half a surrogate pair.</summary>
    public static string? Shorten(string? text, int length = MaxErrorLength) =>
        text is null || text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];

    public bool HasRoomFor(int payloadBytes) =>
        Scheduler.Count < _options.Capacity && Scheduler.Bytes + payloadBytes <= _options.CapacityBytes;

    /// <summary>The next one that <see cref="TakeSequence"/> gives.</summary>
    public long NextSequence => _nextSequence;

    public long TakeSequence() => _nextSequence++;

    /// <summary>Keeps the zone's range of times, by which searches skip what is too old or too new.</summary>
    public void NoteReceived(long sequence, long receivedAt)
    {
        if (_zoneFirst == 0 || sequence >= _zoneFirst + DatabaseKeys.ZoneSize)
        {
            WriteZone();
            _zoneFirst = sequence;
            _zoneMin = _zoneMax = receivedAt;
        }

        _zoneMin = Math.Min(_zoneMin, receivedAt);
        _zoneMax = Math.Max(_zoneMax, receivedAt);
        _zoneChanged = true;
    }

    /// <summary>Queues an entry whose row is not written yet, and keeps the message in memory where there is room.</summary>
    public void AddNew(QueueEntry entry, Message message)
    {
        if (Scheduler.CachedBytes + entry.Size <= _options.MemoryBytes)
        {
            entry.Message = message;
        }

        Scheduler.Add(entry, message.PartitionKey);
        _new.Add(entry);
    }

    /// <summary>Writes the rows of new entries. Operations that look into the table <c>queue</c> call it first.</summary>
    public void WriteNew()
    {
        foreach (QueueEntry entry in _new)
        {
            Statements.InsertQueue(entry);
            entry.IsStored = true;
        }

        _new.Clear();
    }

    public void InsertFailure(QueueEntry entry, AttemptFailure failure) => Statements.InsertAttempt(
        entry,
        DatabaseKeys.Time(failure.StartedAt),
        DatabaseKeys.Duration(failure.Duration),
        failure.IsTransient ? AttemptOutcome.Transient : AttemptOutcome.Permanent,
        Shorten(failure.ErrorType, MaxErrorTypeLength),
        Shorten(failure.Error));

    public void Bury(QueueEntry entry, string errorType, string? error)
    {
        Statements.DeleteQueue(entry);
        Statements.InsertDead(entry, DatabaseStatus.Dead, Now, Shorten(errorType, MaxErrorTypeLength)!, Shorten(error));
        Scheduler.Remove(entry);
        DeadLetters++;
    }

    /// <summary>Takes back leases that ran out and makes due retries ready.</summary>
    public void PassTime()
    {
        while (Scheduler.FirstExpired(Now) is { } expired)
        {
            EndLease(expired, LeaseExpired, "The worker did not finish within its lease.");
            ExpiredLeases++;
        }

        while (Scheduler.FirstDue(Now) is { } due)
        {
            if (IsOverdelivered(due))
            {
                BuryOverdelivered(due);
            }
            else
            {
                Scheduler.MakeReady(due, due.Since);
            }
        }
    }

    /// <summary>Whether <see cref="PassTime"/> has something to do.</summary>
    public bool IsTimeUp => Scheduler.NextTime <= Now;

    /// <summary>Lends what is ready to those who wait, evenly; returns the requests that got something.</summary>
    public void Lend(Queue<LeaseRequest> waiting, List<LeaseRequest> served)
    {
        while (Scheduler.ReadyCount > 0 && waiting.TryPeek(out LeaseRequest? request))
        {
            if (!request.TryClaim())
            {
                waiting.Dequeue();
                continue;
            }

            int share = Math.Max(1, (Scheduler.ReadyCount + waiting.Count - 1) / waiting.Count);
            for (int left = Math.Min(request.Max, share); left > 0 && Scheduler.FirstReady is { } entry;)
            {
                if (IsOverdelivered(entry))
                {
                    WriteNew();
                    BuryOverdelivered(entry);
                    continue;
                }

                request.Lent.Add(Lease(entry, request.Owner));
                left--;
            }

            if (request.Lent.Count == 0)
            {
                request.GiveBack();
            }
            else
            {
                served.Add(request);
                waiting.Dequeue();
            }
        }
    }

    /// <summary>Forgets idempotency keys older than <paramref name="before"/>, at most <paramref name="max"/>; returns how many.</summary>
    public int ForgetKeys(long before, int max)
    {
        int forgotten = 0;
        long last = 0;
        using (SqliteStatement rows = Session.Prepare("SELECT seq, at, hash_low FROM dedup ORDER BY seq LIMIT ?1"))
        {
            rows.Bind(1, max);
            while (rows.Step() && rows.Int64(1) < before)
            {
                last = rows.Int64(0);
                Deduplication.Remove(unchecked((ulong)rows.Int64(2)), last);
                forgotten++;
            }
        }

        if (forgotten > 0)
        {
            using SqliteStatement delete = Session.Prepare("DELETE FROM dedup WHERE seq <= ?1");
            delete.Bind(1, last);
            delete.Run();
        }

        return forgotten;
    }

    /// <summary>Writes what the batch has gathered; the last step before its commit.</summary>
    public void FinishBatch()
    {
        int tooMany = Deduplication.Count - _options.DeduplicationCapacity;
        if (tooMany > 0)
        {
            EarlyForgotten += ForgetKeys(long.MaxValue, Math.Max(tooMany, MinForgotten));
        }

        WriteNew();
        WriteZone();
    }

    /// <summary>Reads the state that an earlier process left, and ends its leases.</summary>
    public void Recover()
    {
        Statements.Begin();
        VoidLeases();
        Load();
        LoadDeduplication();
        BuryOverdelivered();
        Statements.Commit();
    }

    /// <summary>Reads the state as the last commit left it.</summary>
    public void Load()
    {
        _new.Clear();
        _zoneChanged = false;
        Scheduler.Clear();
        _nextSequence = 1 + Session.QueryInt64(
            """
            SELECT max(
              (SELECT coalesce(max(seq), 0) FROM messages),
              (SELECT coalesce(max(seq), 0) FROM notes),
              (SELECT coalesce(max(seq), 0) FROM dedup))
            """);
        DeadLetters = Session.QueryInt64($"SELECT count(*) FROM dead WHERE status = {DatabaseStatus.Dead}");
        LoadZone();
        LoadEntries();
    }

    public void Dispose() => Statements.Dispose();

    private LeasedMessage Lease(QueueEntry entry, string owner)
    {
        Scheduler.Lease(entry, owner, Now, LeaseEnd);
        if (entry.IsStored)
        {
            Statements.UpdateQueue(entry);
        }

        Message message = entry.Message ?? Statements.ReadMessage(entry.Sequence);
        return new LeasedMessage
        {
            Message = message,
            Sequence = entry.Sequence,
            FencingToken = entry.Token,
            Owner = owner,
            Attempt = entry.Attempts,
            LeasedAt = DatabaseKeys.Time(entry.Since),
            ExpiresAt = DatabaseKeys.Time(entry.At),
        };
    }

    private void EndLease(QueueEntry entry, string errorType, string error)
    {
        Statements.InsertAttempt(entry, entry.Since, Math.Max(0, Now - entry.Since), AttemptOutcome.Expired, errorType, error);
        if (IsOverdelivered(entry))
        {
            BuryOverdelivered(entry);
            return;
        }

        Scheduler.MakeReady(entry, Now);
        Statements.UpdateQueue(entry);
    }

    private bool IsOverdelivered(QueueEntry entry) =>
        entry.Attempts >= _options.MaxDeliveries || entry.Token >= DatabaseKeys.MaxToken;

    private void BuryOverdelivered(QueueEntry entry) =>
        Bury(entry, TooManyDeliveries, FormattableString.Invariant($"Lent {entry.Attempts} times without an end."));

    /// <summary>What an earlier process held goes back to its place in the queue; the attempt stays counted.</summary>
    private void VoidLeases()
    {
        using SqliteStatement attempts = Session.Prepare(
            $"""
            INSERT INTO attempts (key, number, started_at, duration, outcome, error_type, error)
            SELECT seq << 20 | token, attempts, since, max(0, ?1 - since), {(int)AttemptOutcome.Expired}, 'process_ended', 'The process that held the message ended.'
            FROM queue WHERE status = {DatabaseStatus.Processing}
            """);
        using SqliteStatement queue = Session.Prepare(
            $"""
            UPDATE queue SET status = {DatabaseStatus.Queued}, since = ?1, at = NULL, owner = NULL WHERE status = {DatabaseStatus.Processing}
            """);
        attempts.Bind(1, Now);
        attempts.Run();
        queue.Bind(1, Now);
        queue.Run();
    }

    private void BuryOverdelivered()
    {
        List<QueueEntry> over = [.. Scheduler.Entries.Where(entry => entry.State != EntryState.Retrying && IsOverdelivered(entry))];
        over.ForEach(BuryOverdelivered);
    }

    private void LoadEntries()
    {
        var leased = new List<QueueEntry>();
        using SqliteStatement rows = Session.Prepare(
            """
            SELECT q.seq, q.status, q.attempts, q.token, q.since, q.at, q.owner, m.received_at, length(m.payload), m.partition_key
            FROM queue q JOIN messages m ON m.seq = q.seq ORDER BY q.seq
            """);
        while (rows.Step())
        {
            var entry = new QueueEntry(rows.Int64(0), rows.Int64(7), rows.Int32(8))
            {
                State = rows.Int32(1) switch
                {
                    DatabaseStatus.Processing => EntryState.Leased,
                    DatabaseStatus.Retrying => EntryState.Retrying,
                    _ => EntryState.Ready,
                },
                Attempts = rows.Int32(2),
                Token = rows.Int64(3),
                Since = rows.Int64(4),
                At = rows.Int64(5),
                Owner = rows.Text(6),
                IsStored = true,
            };
            Scheduler.Add(entry, rows.Text(9));
            if (entry.State == EntryState.Leased)
            {
                leased.Add(entry);
            }
        }

        // The scheduler's list must be in order of the leases' ends.
        foreach (QueueEntry entry in leased.OrderBy(entry => entry.At))
        {
            Scheduler.Renew(entry, entry.At);
        }
    }

    private void LoadDeduplication()
    {
        using SqliteStatement rows = Session.Prepare("SELECT seq, hash_low FROM dedup ORDER BY seq");
        while (rows.Step())
        {
            Deduplication.Add(unchecked((ulong)rows.Int64(1)), rows.Int64(0));
        }

        Deduplication.Commit();
    }

    private void LoadZone()
    {
        _zoneFirst = 0;
        using SqliteStatement row = Session.Prepare("SELECT first, min_received, max_received FROM zones ORDER BY first DESC LIMIT 1");
        if (row.Step())
        {
            (_zoneFirst, _zoneMin, _zoneMax) = (row.Int64(0), row.Int64(1), row.Int64(2));
        }
    }

    private void WriteZone()
    {
        if (_zoneChanged)
        {
            Statements.UpsertZone(_zoneFirst, _zoneMin, _zoneMax);
            _zoneChanged = false;
        }
    }
}
