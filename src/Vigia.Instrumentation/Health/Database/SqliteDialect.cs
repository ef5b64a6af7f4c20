using System.Data.Common;

namespace Vigia.Instrumentation.Health.Database;

/// <summary>
/// SQLite. Its provider's calls are synchronous and cannot be cancelled, so each statement is bounded by its command
/// time-out, which is also how long it waits for a lock.
/// </summary>
internal sealed class SqliteDialect : IDatabaseDialect
{
    public static readonly SqliteDialect Instance = new();

    // SELECT 1 would not touch the file.
    public async Task<ProbeReading> QueryAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        ProbeReading.Healthy(
            await session.CountAsync("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", cancellationToken).ConfigureAwait(false),
            "tables");

    /// <summary>
    /// Takes the writer's lock, writes, reads back and rolls back. Nothing is synced or left behind, and the lock is held
    /// for the time of three statements. A full disk is not seen here: it shows when something is committed.
    /// </summary>
    public async Task<ProbeReading> TransactAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync("BEGIN IMMEDIATE", cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception) when (IsBusy(exception))
        {
            return ProbeReading.Degraded(
                FormattableString.Invariant($"Another writer held the lock for {session.CommandTimeout.TotalSeconds:0} s."));
        }

        try
        {
            await session.ExecuteAsync("CREATE TABLE vigia_health_probe (n INTEGER)", cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync("INSERT INTO vigia_health_probe VALUES (1)", cancellationToken).ConfigureAwait(false);
            return await session.CountAsync("SELECT count(*) FROM vigia_health_probe", cancellationToken).ConfigureAwait(false) == 1
                ? ProbeReading.Healthy()
                : ProbeReading.Unhealthy("A row that was written could not be read back.");
        }
        finally
        {
            // Not cancellable: the connection may go back to a pool and must not take the lock with it.
            await session.ExecuteAsync("ROLLBACK", CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async Task<ProbeReading> ExamineIndexesAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        List<string> present = await session.ReadColumnAsync(
            "SELECT name FROM sqlite_schema WHERE type = 'index'", "name", cancellationToken).ConfigureAwait(false);
        foreach (ExpectedIndex expected in session.ExpectedIndexes)
        {
            if (!present.Contains(expected.Name, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add($"{expected.Name} is missing");
            }
            else if (expected.Query is { } query)
            {
                List<string> plan = await session.ReadColumnAsync("EXPLAIN QUERY PLAN " + query, "detail", cancellationToken).ConfigureAwait(false);
                if (!plan.Exists(step => Uses(step, expected.Name)))
                {
                    problems.Add($"{expected.Name} is not used ({string.Join("; ", plan)})");
                }
            }
        }

        return problems.Count == 0
            ? ProbeReading.Healthy(present.Count, "indexes")
            : ProbeReading.Degraded(string.Join("; ", problems) + ".", present.Count, "indexes");
    }

    public static async Task<ProbeReading> ExamineForeignKeysAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        List<string> tables = await session.ReadColumnAsync(
            "SELECT \"table\" AS child FROM pragma_foreign_key_check LIMIT 1", "child", cancellationToken).ConfigureAwait(false);
        return tables.Count == 0
            ? ProbeReading.Healthy()
            : ProbeReading.Degraded($"Rows of {tables[0]} refer to rows that are not there.");
    }

    // A step reads: SEARCH messages USING COVERING INDEX ix_messages_status (status=?)
    private static bool Uses(string step, string index)
    {
        int at = step.IndexOf(" INDEX ", StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = step.AsSpan(at + " INDEX ".Length);
        int end = rest.IndexOf(' ');
        return (end < 0 ? rest : rest[..end]).Equals(index, StringComparison.OrdinalIgnoreCase);
    }

    // SQLITE_BUSY and SQLITE_LOCKED. DbException has no property for the code, and the provider puts it first.
    private static bool IsBusy(DbException exception) =>
        exception.Message.StartsWith("SQLite Error 5:", StringComparison.Ordinal)
        || exception.Message.StartsWith("SQLite Error 6:", StringComparison.Ordinal);
}
