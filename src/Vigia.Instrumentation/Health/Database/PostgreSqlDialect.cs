using System.Data.Common;

namespace Vigia.Instrumentation.Health.Database;

/// <summary>PostgreSQL 13 and later.</summary>
internal sealed class PostgreSqlDialect : IDatabaseDialect
{
    public static readonly PostgreSqlDialect Instance = new();

    public Task<ProbeReading> QueryAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        GenericDialect.Instance.QueryAsync(session, cancellationToken);

    /// <summary>Asks for a transaction id, which only a server that takes writes gives out, and which leaves no row behind.</summary>
    public async Task<ProbeReading> TransactAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        await using DbTransaction transaction = await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("SELECT pg_current_xact_id()", null, cancellationToken).ConfigureAwait(false);
        await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        return ProbeReading.Healthy();
    }

    /// <summary>Invalid indexes (a concurrent build that failed leaves one) and expected ones that are not on the search path.</summary>
    public async Task<ProbeReading> ExamineIndexesAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        List<string> problems = [];
        foreach (string index in await session.ReadColumnAsync(
            "SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid ORDER BY c.relname LIMIT 20",
            "name",
            cancellationToken).ConfigureAwait(false))
        {
            problems.Add($"{index} is invalid");
        }

        foreach (ExpectedIndex expected in session.ExpectedIndexes)
        {
            long found = await session.CountAsync(
                "SELECT count(*) FROM pg_class WHERE oid = to_regclass(@name) AND relkind IN ('i', 'I')", expected.Name, cancellationToken).ConfigureAwait(false);
            if (found == 0)
            {
                problems.Add($"{expected.Name} is missing");
            }
        }

        return problems.Count == 0 ? ProbeReading.Healthy() : ProbeReading.Degraded(string.Join("; ", problems) + ".");
    }
}
