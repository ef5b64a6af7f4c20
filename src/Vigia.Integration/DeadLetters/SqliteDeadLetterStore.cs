using System.Globalization;
using Microsoft.Data.Sqlite;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Integration.Queue.Scheduling;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.DeadLetters;

/// <summary>
/// Dead letters in the module's database. Replays and discards go in transactions of up to 1,000 letters, each with its
/// audit entry; a filter's limit, cursor and status do not count.
/// </summary>
internal sealed class SqliteDeadLetterStore(ModuleDatabase database, QueueWriter writer, ReaderGate readers) : IDeadLetterStore
{
    private const int MaxPerCall = 10_000;
    private const int MaxPerTransaction = 1_000;
    private const int MaxGroups = 1_000;

    public long Count => writer.DeadLetters;

    /// <summary>The most frequent first, at most 1,000.</summary>
    public async ValueTask<IReadOnlyList<DeadLetterGroup>> GroupAsync(CancellationToken cancellationToken)
    {
        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteCommand command = connection.CreateCommand();

        // With max() as the only aggregate of its kind, SQLite takes the other columns from the row that holds it.
        command.CommandText =
            $"""
            SELECT last.error_type, last.type, last.letters, first.since, last.since, last.error FROM
              (SELECT error_type, type, count(*) AS letters, max(since) AS since, error FROM dead WHERE status = {DatabaseStatus.Dead} GROUP BY error_type, type) last
              JOIN (SELECT error_type, type, min(since) AS since FROM dead WHERE status = {DatabaseStatus.Dead} GROUP BY error_type, type) first
              ON first.error_type = last.error_type AND first.type = last.type
            ORDER BY last.letters DESC, last.error_type, last.type LIMIT {MaxGroups}
            """;
        var groups = new List<DeadLetterGroup>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            groups.Add(new DeadLetterGroup
            {
                ErrorType = row.GetString(0),
                Type = row.GetString(1),
                Count = row.GetInt64(2),
                First = DatabaseKeys.Time(row.GetInt64(3)),
                Last = DatabaseKeys.Time(row.GetInt64(4)),
                LastError = MessageRows.Text(row, 5),
            });
        }

        return groups;
    }

    public async ValueTask<long> CountAsync(MessageFilter filter, CancellationToken cancellationToken)
    {
        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteCommand command = connection.CreateCommand();
        FilterConditions conditions = Conditions(filter, below: long.MaxValue);
#pragma warning disable CA2100 // The text is put together from constants; what a caller gives goes in as parameters.
        command.CommandText = $"SELECT count(*) FROM dead d JOIN messages m ON m.seq = d.seq WHERE 1{conditions.Sql}";
#pragma warning restore CA2100
        for (int i = 0; i < conditions.Values.Count; i++)
        {
            command.Parameters.AddWithValue(FormattableString.Invariant($"$p{i}"), conditions.Values[i]);
        }

        return (long)command.ExecuteScalar()!;
    }

    public ValueTask<DeadLetterEditResult> EditAsync(
        string id, ReadOnlyMemory<byte> payload, string? type, string? version, AuditEntry audit, CancellationToken cancellationToken) =>
        SubmitAsync(context => Edit(context, id, payload.Span, type, version, audit), cancellationToken);

    /// <summary>Oldest first, as far as the queue has room.</summary>
    public ValueTask<IReadOnlyList<string>> ReplayAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken) =>
        ChangeAllAsync(DeadLetterAction.Replay, filter, audit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> DiscardAsync(MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken) =>
        ChangeAllAsync(DeadLetterAction.Discard, filter, audit, cancellationToken);

    public ValueTask<long> MarkAsync(CancellationToken cancellationToken) => SubmitAsync(static context => context.NextSequence, cancellationToken);

    public ValueTask<DeadLetterStepResult> StepAsync(DeadLetterStep step, AuditEntry audit, CancellationToken cancellationToken) =>
        SubmitAsync(context => Change(context, step, audit), cancellationToken);

    private static DeadLetterEditResult Edit(
        QueueContext context, string id, ReadOnlySpan<byte> payload, string? type, string? version, AuditEntry audit)
    {
        if (Find(context, new MessageFilter { Id = id }, below: long.MaxValue, 1) is not [(long sequence, _)])
        {
            return new DeadLetterEditResult(DeadLetterEditOutcome.Missing, null);
        }

        (long token, long edits) = ReadVersion(context, sequence);
        string current = DeadLetterVersion.Write(sequence, token, edits);
        if (version is not null && version != current)
        {
            return new DeadLetterEditResult(DeadLetterEditOutcome.Changed, current);
        }

        using SqliteStatement message = context.Session.Prepare("UPDATE messages SET payload = ?2, type = coalesce(?3, type) WHERE seq = ?1");
        message.Bind(1, sequence);
        message.BindBlob(2, payload);
        message.Bind(3, type);
        message.Run();
        using SqliteStatement dead = context.Session.Prepare("UPDATE dead SET type = coalesce(?2, type), edits = edits + 1 WHERE seq = ?1");
        dead.Bind(1, sequence);
        dead.Bind(2, type);
        dead.Run();
        AuditRows.Insert(context, audit);
        return new DeadLetterEditResult(DeadLetterEditOutcome.Done, DeadLetterVersion.Write(sequence, token, edits + 1));
    }

    private static (long Token, long Edits) ReadVersion(QueueContext context, long sequence)
    {
        using SqliteStatement select = context.Session.Prepare("SELECT token, edits FROM dead WHERE seq = ?1");
        select.Bind(1, sequence);
        return select.Step() ? (select.Int64(0), select.Int64(1)) : throw new InvalidDataException($"Dead letter {sequence} is gone.");
    }

    private static bool Discard(QueueContext context, long sequence)
    {
        using SqliteStatement discard = context.Session.Prepare("UPDATE dead SET status = ?2, since = ?3 WHERE seq = ?1");
        discard.Bind(1, sequence);
        discard.Bind(2, DatabaseStatus.Discarded);
        discard.Bind(3, context.Now);
        discard.Run();
        context.DeadLetters--;
        return true;
    }

    /// <summary>The message moves to a new sequence: its place in the queue is that of the replay, after a restart too.</summary>
    private static bool Replay(QueueContext context, long sequence)
    {
        Message message = context.Statements.ReadMessage(sequence);
        if (!context.HasRoomFor(message.Payload.Length))
        {
            return false;
        }

        long token = TakeDead(context, sequence);
        long next = context.TakeSequence();
        Execute(context, "UPDATE messages SET seq = ?2 WHERE seq = ?1", sequence, next);
        Execute(
            context,
            "UPDATE attempts SET key = key + ((?2 - ?1) << 20) WHERE key BETWEEN ?1 << 20 AND (?1 << 20) + 1048575",
            sequence,
            next);
        long receivedAt = DatabaseKeys.Time(message.ReceivedAt);
        context.NoteReceived(next, receivedAt);
        context.AddNew(new QueueEntry(next, receivedAt, message.Payload.Length) { Token = token, Since = context.Now }, message);
        context.DeadLetters--;
        return true;
    }

    private static long TakeDead(QueueContext context, long sequence)
    {
        using SqliteStatement take = context.Session.Prepare("DELETE FROM dead WHERE seq = ?1 RETURNING token");
        take.Bind(1, sequence);
        long token = take.Step() ? take.Int64(0) : throw new InvalidDataException($"Dead letter {sequence} is gone.");
        while (take.Step())
        {
        }

        return token;
    }

    private static void Execute(QueueContext context, string sql, long sequence, long next)
    {
        using SqliteStatement statement = context.Session.Prepare(sql);
        statement.Bind(1, sequence);
        statement.Bind(2, next);
        statement.Run();
    }

    private static List<(long Sequence, string Id)> Find(QueueContext context, MessageFilter filter, long below, int max)
    {
        FilterConditions conditions = Conditions(filter, below);
        using SqliteStatement select = context.Session.Prepare(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT d.seq, m.id FROM dead d JOIN messages m ON m.seq = d.seq WHERE 1{conditions.Sql} ORDER BY d.seq LIMIT {max}"));
        for (int i = 0; i < conditions.Values.Count; i++)
        {
            if (conditions.Values[i] is string text)
            {
                select.Bind(i + 1, text);
            }
            else
            {
                select.Bind(i + 1, (long)conditions.Values[i]);
            }
        }

        var found = new List<(long, string)>();
        while (select.Step())
        {
            found.Add((select.Int64(0), select.Text(1)!));
        }

        return found;
    }

    private static FilterConditions Conditions(MessageFilter filter, long below)
    {
        var conditions = new FilterConditions(filter, FilterColumns.DeadLetters);
        conditions.AddIfSet("d.error_type =", filter.ErrorType);
        conditions.Add("d.status =", (long)DatabaseStatus.Dead);
        conditions.Add("d.seq <", below);
        return conditions;
    }

    private async ValueTask<IReadOnlyList<string>> ChangeAllAsync(
        DeadLetterAction action, MessageFilter filter, AuditEntry audit, CancellationToken cancellationToken)
    {
        var all = new List<string>();

        // A replayed letter that dies again during this call comes back with a higher sequence: it is not taken twice.
        long mark = await MarkAsync(cancellationToken);
        bool hasMore = true;
        while (hasMore && all.Count < MaxPerCall)
        {
            DeadLetterStepResult changed =
                await StepAsync(new DeadLetterStep(action, filter, mark, MaxPerTransaction, IsFirst: true), audit, cancellationToken);
            all.AddRange(changed.Ids);
            hasMore = changed.Ids.Count == MaxPerTransaction;
        }

        return all;
    }

    private static DeadLetterStepResult Change(QueueContext context, DeadLetterStep step, AuditEntry audit)
    {
        var changed = new List<string>();
        List<(long Sequence, string Id)> found = Find(context, step.Filter, step.Mark, Math.Min(step.Max, MaxPerTransaction));
        foreach ((long sequence, string id) in found)
        {
            if (!(step.Action == DeadLetterAction.Replay ? Replay(context, sequence) : Discard(context, sequence)))
            {
                break;
            }

            changed.Add(id);
        }

        Write(context, audit, changed, step.IsFirst);
        return new DeadLetterStepResult(changed, HasMore: changed.Count < found.Count || found.Count == step.Max);
    }

    /// <summary>One entry for the whole, and one for each letter, so that a letter's own past can be told. Of one letter they are the same.</summary>
    private static void Write(QueueContext context, AuditEntry audit, List<string> changed, bool isFirst)
    {
        if (changed.Count > 0 && isFirst)
        {
            AuditRows.Insert(context, audit);
        }

        foreach (string id in changed)
        {
            if (id != audit.Target)
            {
                AuditRows.Insert(context, audit with { Action = audit.Action + AuditRows.Item, Target = id, Details = null });
            }
        }
    }

    private ValueTask<T> SubmitAsync<T>(Func<QueueContext, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WorkOperation<T>(work);
        writer.TrySubmit(operation);
        return operation.Task;
    }
}
