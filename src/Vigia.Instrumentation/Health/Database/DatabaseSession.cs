using System.Data.Common;
using System.Globalization;

namespace Vigia.Instrumentation.Health.Database;

/// <summary>An open connection and the statements of one check on it.</summary>
internal sealed class DatabaseSession
{
    private readonly DatabaseHealthOptions _options;

    public DatabaseSession(DbConnection connection, DatabaseHealthOptions options)
    {
        Connection = connection;
        _options = options;
    }

    public DbConnection Connection { get; }

    public IEnumerable<ExpectedIndex> ExpectedIndexes => _options.ExpectedIndexes;

    public TimeSpan CommandTimeout => _options.CommandTimeout;

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = Prepare(sql);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = Prepare(sql);
        object? value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        return Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }

    public async Task<List<string>> ReadColumnAsync(string sql, string column, CancellationToken cancellationToken)
    {
        await using DbCommand command = Prepare(sql);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<string> values = [];
        int ordinal = reader.GetOrdinal(column);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            values.Add(reader.GetString(ordinal));
        }

        return values;
    }

    private DbCommand Prepare(string sql)
    {
        DbCommand command = Connection.CreateCommand();
#pragma warning disable CA2100 // Statements are written in code.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = (int)_options.CommandTimeout.TotalSeconds;
        return command;
    }
}
