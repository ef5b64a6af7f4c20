using Vigia.Integration.Queue.Scheduling;
using Vigia.Model.Messages;

namespace Vigia.Integration.Queue.Database;

/// <summary>The statements of a message's way through the queue, prepared once. Used by the writer's thread alone.</summary>
internal sealed class QueueStatements : IDisposable
{
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _insertMessage;
    private readonly SqliteStatement _findMessage;
    private readonly SqliteStatement _readMessage;
    private readonly SqliteStatement _insertQueue;
    private readonly SqliteStatement _updateQueue;
    private readonly SqliteStatement _deleteQueue;
    private readonly SqliteStatement _insertAttempt;
    private readonly SqliteStatement _insertOutput;
    private readonly SqliteStatement _insertDead;
    private readonly SqliteStatement _insertDeduplication;
    private readonly SqliteStatement _readDeduplication;
    private readonly SqliteStatement _upsertZone;
    private readonly SqliteStatement[] _all;

    public QueueStatements(SqliteSession session)
    {
        Session = session;
        _all =
        [
            _begin = session.Prepare("BEGIN IMMEDIATE"),
            _commit = session.Prepare("COMMIT"),
            _rollback = session.Prepare("ROLLBACK"),
            _insertMessage = session.Prepare(
                """
                INSERT INTO messages (seq, id, type, protocol, subject, received_at, sent_at, partition_key, user_hash, user_id, fingerprint, trace_parent, trace_state, headers, payload)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (id) DO NOTHING
                """,
                arenaBytes: 64 * 1024),
            _findMessage = session.Prepare("SELECT subject, fingerprint FROM messages WHERE id = ?1", arenaBytes: 1024),
            _readMessage = session.Prepare(
                """
                SELECT id, type, protocol, subject, received_at, sent_at, partition_key, user_id, trace_parent, trace_state, headers, payload
                FROM messages WHERE seq = ?1
                """),
            _insertQueue = session.Prepare(
                "INSERT INTO queue (seq, status, attempts, token, since, at, owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                arenaBytes: 1024),
            _updateQueue = session.Prepare(
                "UPDATE queue SET status = ?2, attempts = ?3, token = ?4, since = ?5, at = ?6, owner = ?7 WHERE seq = ?1",
                arenaBytes: 1024),
            _deleteQueue = session.Prepare("DELETE FROM queue WHERE seq = ?1 AND token = ?2"),
            _insertAttempt = session.Prepare(
                "INSERT INTO attempts (key, number, started_at, duration, outcome, error_type, error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                arenaBytes: 16 * 1024),
            _insertOutput = session.Prepare("INSERT INTO outputs (key, destination, at, payload) VALUES (?1, ?2, ?3, ?4)", arenaBytes: 64 * 1024),
            _insertDead = session.Prepare(
                """
                INSERT INTO dead (seq, status, since, attempts, token, type, error_type, error)
                SELECT ?1, ?2, ?3, ?4, ?5, type, ?6, ?7 FROM messages WHERE seq = ?1
                """,
                arenaBytes: 16 * 1024),
            _insertDeduplication = session.Prepare("INSERT INTO dedup (seq, at, hash_high, hash_low, fingerprint, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", arenaBytes: 1024),
            _readDeduplication = session.Prepare("SELECT hash_high, hash_low, fingerprint, id FROM dedup WHERE seq = ?1"),
            _upsertZone = session.Prepare(
                """
                INSERT INTO zones (first, min_received, max_received) VALUES (?1, ?2, ?3)
                ON CONFLICT (first) DO UPDATE SET min_received = excluded.min_received, max_received = excluded.max_received
                """),
        ];
    }

    public SqliteSession Session { get; }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    /// <summary>Does nothing where SQLite has rolled back by itself already.</summary>
    public void Rollback()
    {
        if (Session.IsInTransaction)
        {
            _rollback.Run();
        }
    }

    /// <summary>False: the id is there already.</summary>
    public bool InsertMessage(long sequence, Message message, ulong fingerprint, long? userHash, string? headers)
    {
        SqliteStatement insert = _insertMessage;
        insert.Bind(1, sequence);
        insert.Bind(2, message.Id);
        insert.Bind(3, message.Type);
        insert.Bind(4, message.Protocol);
        insert.Bind(5, message.Subject);
        insert.Bind(6, DatabaseKeys.Time(message.ReceivedAt));
        insert.Bind(7, message.SentAt is { } sentAt ? DatabaseKeys.Time(sentAt) : null);
        insert.Bind(8, message.PartitionKey);
        insert.Bind(9, userHash);
        insert.Bind(10, message.UserId);
        insert.Bind(11, unchecked((long)fingerprint));
        insert.Bind(12, message.TraceParent);
        insert.Bind(13, message.TraceState);
        insert.Bind(14, headers);
        insert.BindBlob(15, message.Payload.Span);
        return insert.Run() == 1;
    }

    public bool TryFindMessage(string id, out string subject, out ulong fingerprint)
    {
        _findMessage.Bind(1, id);
        bool found = _findMessage.Step();
        subject = found ? _findMessage.Text(0)! : "";
        fingerprint = found ? unchecked((ulong)_findMessage.Int64(1)) : 0;
        _findMessage.Reset();
        return found;
    }

    public Message ReadMessage(long sequence)
    {
        SqliteStatement read = _readMessage;
        read.Bind(1, sequence);
        if (!read.Step())
        {
            throw new InvalidDataException($"The module's database has a queue row {sequence} without its message.");
        }

        var message = new Message
        {
            Id = read.Text(0)!,
            Type = read.Text(1)!,
            Protocol = read.Text(2)!,
            Subject = read.Text(3)!,
            ReceivedAt = DatabaseKeys.Time(read.Int64(4)),
            SentAt = DatabaseKeys.Time(read.NullableInt64(5)),
            PartitionKey = read.Text(6),
            UserId = read.Text(7),
            TraceParent = read.Text(8),
            TraceState = read.Text(9),
            Headers = HeadersJson.Read(read.Text(10)),
            Payload = read.Blob(11),
        };
        read.Reset();
        return message;
    }

    public void InsertQueue(QueueEntry entry) => WriteQueue(_insertQueue, entry);

    public void UpdateQueue(QueueEntry entry) => WriteQueue(_updateQueue, entry);

    public void DeleteQueue(QueueEntry entry)
    {
        _deleteQueue.Bind(1, entry.Sequence);
        _deleteQueue.Bind(2, entry.Token);
        MustChangeOne(_deleteQueue, entry);
    }

    public void InsertAttempt(QueueEntry entry, long startedAt, long duration, AttemptOutcome outcome, string? errorType, string? error)
    {
        _insertAttempt.Bind(1, DatabaseKeys.Attempt(entry.Sequence, entry.Token));
        _insertAttempt.Bind(2, entry.Attempts);
        _insertAttempt.Bind(3, startedAt);
        _insertAttempt.Bind(4, duration);
        _insertAttempt.Bind(5, (long)outcome);
        _insertAttempt.Bind(6, errorType);
        _insertAttempt.Bind(7, error);
        _insertAttempt.Run();
    }

    public void InsertOutput(long sequence, int ordinal, MessageOutput output)
    {
        _insertOutput.Bind(1, DatabaseKeys.Output(sequence, ordinal));
        _insertOutput.Bind(2, output.Destination);
        _insertOutput.Bind(3, DatabaseKeys.Time(output.At));
        _insertOutput.BindBlob(4, output.Payload.Span);
        _insertOutput.Run();
    }

    public void InsertDead(QueueEntry entry, int status, long now, string errorType, string? error)
    {
        _insertDead.Bind(1, entry.Sequence);
        _insertDead.Bind(2, status);
        _insertDead.Bind(3, now);
        _insertDead.Bind(4, entry.Attempts);
        _insertDead.Bind(5, entry.Token);
        _insertDead.Bind(6, errorType);
        _insertDead.Bind(7, error);
        MustChangeOne(_insertDead, entry);
    }

    public void InsertDeduplication(long sequence, long now, UInt128 hash, ulong fingerprint, string id)
    {
        _insertDeduplication.Bind(1, sequence);
        _insertDeduplication.Bind(2, now);
        _insertDeduplication.Bind(3, unchecked((long)(ulong)(hash >> 64)));
        _insertDeduplication.Bind(4, unchecked((long)(ulong)hash));
        _insertDeduplication.Bind(5, unchecked((long)fingerprint));
        _insertDeduplication.Bind(6, id);
        _insertDeduplication.Run();
    }

    public bool TryReadDeduplication(long sequence, out UInt128 hash, out ulong fingerprint, out string id)
    {
        _readDeduplication.Bind(1, sequence);
        bool found = _readDeduplication.Step();
        hash = found ? unchecked(new UInt128((ulong)_readDeduplication.Int64(0), (ulong)_readDeduplication.Int64(1))) : default;
        fingerprint = found ? unchecked((ulong)_readDeduplication.Int64(2)) : 0;
        id = found ? _readDeduplication.Text(3)! : "";
        _readDeduplication.Reset();
        return found;
    }

    public void UpsertZone(long first, long minReceived, long maxReceived)
    {
        _upsertZone.Bind(1, first);
        _upsertZone.Bind(2, minReceived);
        _upsertZone.Bind(3, maxReceived);
        _upsertZone.Run();
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _all)
        {
            statement.Dispose();
        }
    }

    private static void WriteQueue(SqliteStatement statement, QueueEntry entry)
    {
        statement.Bind(1, entry.Sequence);
        statement.Bind(2, entry.StoredStatus);
        statement.Bind(3, entry.Attempts);
        statement.Bind(4, entry.Token);
        statement.Bind(5, entry.Since);
        statement.Bind(6, entry.At == 0 ? null : entry.At);
        statement.Bind(7, entry.Owner);
        MustChangeOne(statement, entry);
    }

    private static void MustChangeOne(SqliteStatement statement, QueueEntry entry)
    {
        int changed = statement.Run();
        if (changed != 1)
        {
            throw new InvalidDataException($"Message {entry.Sequence} stands otherwise in the database than in memory ({changed} rows changed).");
        }
    }
}
