using Microsoft.Data.Sqlite;
using Vigia.Server.Access.Database;

namespace Vigia.Server.Access.Audit;

/// <summary>The audit in <c>access.db</c>. What changes that file itself writes its entry in the same transaction.</summary>
internal sealed class AuditTrail(AccessDatabase database, TimeProvider time) : IAuditTrail
{
    private const int MaxAction = 64;
    private const int MaxTarget = 256;
    private const int MaxDetails = 2000;

    public void Record(Actor actor, string action, string? target = null, string? details = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentException.ThrowIfNullOrEmpty(action);
        DateTimeOffset now = time.GetUtcNow();
        database.WriteUnseen(transaction => Insert(transaction, now, actor, action, target, details));
    }

    public AuditPage List(AuditQuery query)
    {
        int limit = Math.Clamp(query.Limit, 1, AuditQuery.MaxLimit);
        List<AuditEntry> entries = database.Read(transaction => transaction.Query(
            """
            SELECT id, at, actor, action, target, details, address FROM audit
            WHERE ($before IS NULL OR id < $before) AND ($actor IS NULL OR actor = $actor) AND ($action IS NULL OR action = $action)
                AND ($target IS NULL OR target = $target) AND ($from IS NULL OR at >= $from) AND ($to IS NULL OR at < $to)
            ORDER BY id DESC LIMIT $limit
            """,
            Read,
            ("$before", query.Before),
            ("$actor", query.Actor),
            ("$action", query.Action),
            ("$target", query.Target),
            ("$from", query.From),
            ("$to", query.To),
            ("$limit", (long)limit + 1)));
        bool hasMore = entries.Count > limit;
        if (hasMore)
        {
            entries.RemoveAt(limit);
        }

        return new AuditPage(entries, hasMore ? entries[^1].Id : null);
    }

    /// <summary>Writes an entry together with the change that it tells of.</summary>
    public static bool Insert(AccessTransaction transaction, DateTimeOffset now, Actor actor, string action, string? target, string? details = null) =>
        transaction.Execute(
            "INSERT INTO audit (at, actor, action, target, details, address) VALUES ($at, $actor, $action, $target, $details, $address)",
            ("$at", now),
            ("$actor", Cut(actor.Name, MaxTarget)),
            ("$action", Cut(action, MaxAction)),
            ("$target", Cut(target, MaxTarget)),
            ("$details", Cut(details, MaxDetails)),
            ("$address", actor.Address)) == 1;

    /// <summary>Removes what is older than the settings keep, and the oldest of what is too many.</summary>
    /// <returns>How many went by age, and how many by number.</returns>
    public (int ByAge, int ByNumber) Prune(TimeSpan retention, int maxRows)
    {
        DateTimeOffset oldest = time.GetUtcNow() - retention;
        return database.WriteUnseen(transaction => (
            transaction.Execute("DELETE FROM audit WHERE at < $oldest", ("$oldest", oldest)),

            // Ids follow each other without gaps but for what was removed, at the old end.
            transaction.Execute("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - $rows", ("$rows", (long)maxRows))));
    }

    private static string? Cut(string? text, int length) => text is { } given && given.Length > length ? given[..(length - 1)] + "…" : text;

    private static AuditEntry Read(SqliteDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        At = reader.Time(1),
        Actor = reader.GetString(2),
        Action = reader.GetString(3),
        Target = reader.TextOrNull(4),
        Details = reader.TextOrNull(5),
        Address = reader.TextOrNull(6),
    };
}
