using Microsoft.Data.Sqlite;

namespace Vigia.Server.Access.Database;

/// <summary>Statements within one transaction of <see cref="AccessDatabase"/>; good until its delegate returns.</summary>
internal readonly struct AccessTransaction(SqliteConnection connection, SqliteTransaction transaction)
{
    private const int ConstraintViolated = 19;

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement. False: a constraint forbids it, such as a name that is taken.</summary>
    public bool TryExecute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            Execute(sql, parameters);
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == ConstraintViolated)
        {
            return false;
        }
    }

    /// <summary>Reads every row.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Reads one number.</summary>
    public long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return (long)command.ExecuteScalar()!;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value switch
            {
                null => DBNull.Value,
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                bool flag => flag ? 1L : 0L,
                _ => value,
            });
        }

        return command;
    }
}
