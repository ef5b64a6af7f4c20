using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Integration.Queue.Scheduling;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>One step of erasing a person: up to 500 messages and as many notes, and the audit entry with the first.</summary>
internal sealed class UserErasure(string userId, AuditEntry? audit)
{
    private const int MaxPerTransaction = 500;
    private const string Erased = "erased";

    private readonly long _hash = DatabaseKeys.User(userId);

    /// <summary>Returns how many rows were touched; 0 where none was left.</summary>
    public int Run(QueueContext context)
    {
        context.WriteNew();
        if (audit is not null)
        {
            AuditRows.Insert(context, audit);
        }

        List<long> messages = Find(context, "SELECT seq FROM messages INDEXED BY messages_user WHERE user_hash = ?1 AND user_id = ?2 LIMIT ?3");
        foreach (long sequence in messages)
        {
            EndUnfinished(context, sequence);
            EraseMessage(context, sequence);
        }

        List<long> notes = Find(context, "SELECT seq FROM notes INDEXED BY notes_user WHERE user_hash = ?1 AND user_id = ?2 LIMIT ?3");
        foreach (long sequence in notes)
        {
            Execute(
                context,
                "UPDATE notes SET user_hash = NULL, user_id = NULL, partition_key = NULL, error = NULL WHERE seq = ?1",
                sequence);
        }

        return messages.Count + notes.Count;
    }

    private static void EndUnfinished(QueueContext context, long sequence)
    {
        if (context.Scheduler.TryGet(sequence, out QueueEntry? entry))
        {
            context.Statements.DeleteQueue(entry);
            context.Statements.InsertDead(entry, DatabaseStatus.Discarded, context.Now, Erased, error: null);
            context.Scheduler.Remove(entry);
            return;
        }

        // A dead letter without its payload cannot be replayed.
        using SqliteStatement discard = context.Session.Prepare("UPDATE dead SET status = ?2, since = ?3 WHERE seq = ?1 AND status = ?4");
        discard.Bind(1, sequence);
        discard.Bind(2, DatabaseStatus.Discarded);
        discard.Bind(3, context.Now);
        discard.Bind(4, DatabaseStatus.Dead);
        context.DeadLetters -= discard.Run();
    }

    private static void EraseMessage(QueueContext context, long sequence)
    {
        Execute(
            context,
            """
            UPDATE messages SET payload = x'', headers = NULL, user_hash = NULL, user_id = NULL, partition_key = NULL, trace_state = NULL
            WHERE seq = ?1
            """,
            sequence);
        Execute(context, "UPDATE attempts SET error = NULL WHERE key BETWEEN ?1 << 20 AND (?1 << 20) + 1048575", sequence);
        Execute(context, "DELETE FROM outputs WHERE key BETWEEN ?1 << 8 AND (?1 << 8) + 255", sequence);
        Execute(context, "UPDATE dead SET error = NULL WHERE seq = ?1", sequence);
    }

    private static void Execute(QueueContext context, string sql, long sequence)
    {
        using SqliteStatement statement = context.Session.Prepare(sql);
        statement.Bind(1, sequence);
        statement.Run();
    }

    private List<long> Find(QueueContext context, string sql)
    {
        using SqliteStatement select = context.Session.Prepare(sql);
        select.Bind(1, _hash);
        select.Bind(2, userId);
        select.Bind(3, MaxPerTransaction);
        var found = new List<long>();
        while (select.Step())
        {
            found.Add(select.Int64(0));
        }

        return found;
    }
}
