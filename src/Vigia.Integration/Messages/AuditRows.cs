using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>Writes audit entries in the transaction of what they tell of.</summary>
internal static class AuditRows
{
    /// <summary>How the action of one message within a change of many ends, for example <c>deadletter.replay.item</c>.</summary>
    public const string Item = ".item";

    public static void Insert(QueueContext context, AuditEntry entry)
    {
        using SqliteStatement insert = context.Session.Prepare(
            "INSERT INTO audit (at, actor, subject, action, target, details) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        insert.Bind(1, DatabaseKeys.Time(entry.At));
        insert.Bind(2, entry.Actor);
        insert.Bind(3, entry.Subject);
        insert.Bind(4, entry.Action);
        insert.Bind(5, entry.Target);
        insert.Bind(6, entry.Details);
        insert.Run();
    }
}
