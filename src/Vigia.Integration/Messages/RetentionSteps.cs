using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Messages;

/// <summary>
/// Removes what is too old, a few rows a transaction, oldest first. Rows were added nearly in order of time, so a step
/// ends at the first that is young enough. Freed pages are used again; the file does not shrink.
/// </summary>
internal static class RetentionSteps
{
    private const int RowsPerStep = 256;

    /// <summary>
    /// Removes processed messages that ended before <paramref name="before"/>, looking on from <paramref name="after"/>.
    /// Returns where the next step looks on, or null at the end.
    /// </summary>
    public static long? Processed(QueueContext context, long before, long after)
    {
        var passed = new List<(long Sequence, bool IsOld)>();
        using (SqliteStatement rows = context.Session.Prepare(
            """
            SELECT m.seq, m.received_at, d.seq IS NULL AND coalesce((
              SELECT a.started_at + a.duration FROM attempts a
              WHERE a.key BETWEEN m.seq << 20 AND (m.seq << 20) + 1048575 ORDER BY a.key DESC LIMIT 1), m.received_at) < ?2
            FROM messages m LEFT JOIN dead d ON d.seq = m.seq WHERE m.seq > ?1 ORDER BY m.seq LIMIT ?3
            """))
        {
            rows.Bind(1, after);
            rows.Bind(2, before);
            rows.Bind(3, RowsPerStep);
            while (rows.Step() && rows.Int64(1) < before)
            {
                passed.Add((rows.Int64(0), rows.Int64(2) != 0));
            }
        }

        foreach ((long sequence, bool isOld) in passed)
        {
            if (isOld && !context.Scheduler.TryGet(sequence, out _))
            {
                DeleteMessage(context, sequence);
            }
        }

        return passed.Count == RowsPerStep ? passed[^1].Sequence : null;
    }

    /// <summary>Removes dead and discarded letters. Returns whether there may be more.</summary>
    public static bool Dead(QueueContext context, long before)
    {
        var old = new List<(long Sequence, long Status)>();
        using (SqliteStatement rows = context.Session.Prepare("SELECT seq, status FROM dead WHERE since < ?1 LIMIT ?2"))
        {
            rows.Bind(1, before);
            rows.Bind(2, RowsPerStep);
            while (rows.Step())
            {
                old.Add((rows.Int64(0), rows.Int64(1)));
            }
        }

        foreach ((long sequence, long status) in old)
        {
            Delete(context, "DELETE FROM dead WHERE seq = ?1", sequence);
            DeleteMessage(context, sequence);
            context.DeadLetters -= status == DatabaseStatus.Dead ? 1 : 0;
        }

        return old.Count == RowsPerStep;
    }

    public static bool Refused(QueueContext context, long before) => DeleteOldest(context, "notes", "received_at", before);

    public static bool Audit(QueueContext context, long before) => DeleteOldest(context, "audit", "at", before);

    public static bool Keys(QueueContext context, long before) => context.ForgetKeys(before, RowsPerStep) == RowsPerStep;

    /// <summary>Removes the zones that lie before every message and note that is left.</summary>
    public static void Zones(QueueContext context)
    {
        using SqliteStatement delete = context.Session.Prepare(
            """
            DELETE FROM zones WHERE first + ?1 <= min(
              coalesce((SELECT min(seq) FROM messages), (SELECT max(first) FROM zones)),
              coalesce((SELECT min(seq) FROM notes), (SELECT max(first) FROM zones)))
            """);
        delete.Bind(1, DatabaseKeys.ZoneSize);
        delete.Run();
    }

    private static void DeleteMessage(QueueContext context, long sequence)
    {
        Delete(context, "DELETE FROM messages WHERE seq = ?1", sequence);
        Delete(context, "DELETE FROM attempts WHERE key BETWEEN ?1 << 20 AND (?1 << 20) + 1048575", sequence);
        Delete(context, "DELETE FROM outputs WHERE key BETWEEN ?1 << 8 AND (?1 << 8) + 255", sequence);
    }

    private static void Delete(QueueContext context, string sql, long sequence)
    {
        using SqliteStatement delete = context.Session.Prepare(sql);
        delete.Bind(1, sequence);
        delete.Run();
    }

    private static bool DeleteOldest(QueueContext context, string table, string time, long before)
    {
        int count = 0;
        long last = 0;
        using (SqliteStatement rows = context.Session.Prepare($"SELECT seq, {time} FROM {table} ORDER BY seq LIMIT ?1"))
        {
            rows.Bind(1, RowsPerStep);
            while (rows.Step() && rows.Int64(1) < before)
            {
                last = rows.Int64(0);
                count++;
            }
        }

        if (count > 0)
        {
            Delete(context, $"DELETE FROM {table} WHERE seq <= ?1", last);
        }

        return count == RowsPerStep;
    }
}
