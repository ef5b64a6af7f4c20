using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vigia.Instrumentation.Health.Database;

/// <summary>Opens a connection, reads, writes in a transaction that is rolled back, and looks at the indexes.</summary>
internal sealed class DatabaseHealthCheck : IHealthCheck
{
    private readonly Func<DbConnection> _connect;
    private readonly DatabaseHealthOptions _options;
    private readonly TimeProvider _time;

    public DatabaseHealthCheck(Func<DbConnection> connect, DatabaseHealthOptions options, TimeProvider time)
    {
        _connect = connect;
        _options = options;
        _time = time;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var examination = new DependencyExamination(_time);
        await using DbConnection connection = _connect();
        var session = new DatabaseSession(connection, _options);
        IDatabaseDialect dialect = DialectFor(connection);

        bool connected = await examination.ProbeAsync("connection", async cancellation =>
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return ProbeReading.Healthy(connection.ServerVersion);
        }, cancellationToken).ConfigureAwait(false);
        if (!connected)
        {
            examination.Skip("there is no connection.", "query", "transaction", "indexes");
            return examination.ToResult();
        }

        bool readable = await examination.ProbeAsync(
            "query", cancellation => dialect.QueryAsync(session, cancellation), cancellationToken).ConfigureAwait(false);
        if (!readable)
        {
            examination.Skip("queries fail.", "transaction", "indexes");
            return examination.ToResult();
        }

        await examination.ProbeAsync(
            "transaction", cancellation => dialect.TransactAsync(session, cancellation), cancellationToken).ConfigureAwait(false);
        await examination.ProbeAsync(
            "indexes", cancellation => dialect.ExamineIndexesAsync(session, cancellation), cancellationToken).ConfigureAwait(false);
        if (_options.CheckForeignKeys && dialect is SqliteDialect)
        {
            await examination.ProbeAsync(
                "foreign_keys", cancellation => SqliteDialect.ExamineForeignKeysAsync(session, cancellation), cancellationToken).ConfigureAwait(false);
        }

        return examination.ToResult();
    }

    // By name, so that this library needs no provider.
    private static IDatabaseDialect DialectFor(DbConnection connection) =>
        connection.GetType().Name == "SqliteConnection" ? SqliteDialect.Instance : GenericDialect.Instance;
}
