using System.Globalization;
using Microsoft.Data.Sqlite;
using Vigia.Server.Files;

namespace Vigia.Server.Access.Database;

/// <summary>
/// <c>access.db</c> of the monitor: tokens, users, sessions and the audit, in a file of its own so that commands can change it while the monitor
/// runs. Rollback journal and <c>synchronous=FULL</c>: a token that was printed is there after a power cut, and one that was revoked stays so.
/// Thread safe.
/// </summary>
internal sealed class AccessDatabase : IDisposable
{
    /// <summary>The file in the monitor's data folder.</summary>
    public const string FileName = "access.db";

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private long _ownChanges;

    private AccessDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file; makes the folder (mode 0700) and the file (mode 0600) where they are missing.</summary>
    /// <exception cref="AccessException">A newer version made it.</exception>
    public static AccessDatabase Open(string path)
    {
        PrivateFile.EnsureExists(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = 10,
        }.ToString());
        try
        {
            connection.Open();
            var database = new AccessDatabase(connection);
            database.Prepare(path);
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The file of a monitor's data folder.</summary>
    public static AccessDatabase OpenIn(string folder) => Open(Path.GetFullPath(Path.Combine(folder, FileName)));

    /// <summary>Reads, all of one state.</summary>
    public T Read<T>(Func<AccessTransaction, T> read)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: true);
            return read(new AccessTransaction(_connection, transaction));
        }
    }

    /// <summary>Changes what <see cref="Changes"/> tells of: all of it or, where <paramref name="write"/> throws, nothing.</summary>
    public T Write<T>(Func<AccessTransaction, T> write)
    {
        lock (_lock)
        {
            T result = Commit(write);
            _ownChanges++;
            return result;
        }
    }

    /// <summary>Changes what this process knows already, such as times of use.</summary>
    public T WriteUnseen<T>(Func<AccessTransaction, T> write)
    {
        lock (_lock)
        {
            return Commit(write);
        }
    }

    /// <summary>
    /// Differs from the last one if there were changes: SQLite tells of those of other connections, most likely of another process, and this one
    /// counts its own.
    /// </summary>
    public (long Others, long Own) Changes()
    {
        lock (_lock)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "PRAGMA data_version";
            return ((long)command.ExecuteScalar()!, _ownChanges);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private T Commit<T>(Func<AccessTransaction, T> write)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        T result = write(new AccessTransaction(_connection, transaction));
        transaction.Commit();
        return result;
    }

    private void Prepare(string path)
    {
        // SQLite's own waiting: the provider's ends where a row of RETURNING is read, which is where such a statement commits.
        using (SqliteCommand pragmas = _connection.CreateCommand())
        {
            pragmas.CommandText = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000";
            pragmas.ExecuteNonQuery();
        }

        Commit(transaction =>
        {
            long version = transaction.Number("PRAGMA user_version");
            if (version > AccessSchema.Steps.Count)
            {
                throw new AccessException(
                    AccessErrors.Newer,
                    $"{path} has version {version.ToString(CultureInfo.InvariantCulture)}, made by a newer Vigia; this one reads up to {AccessSchema.Steps.Count.ToString(CultureInfo.InvariantCulture)}.");
            }

            foreach (string step in AccessSchema.Steps.Skip((int)version))
            {
                transaction.Execute(step);
            }

            if (version < AccessSchema.Steps.Count)
            {
                transaction.Execute($"PRAGMA user_version = {AccessSchema.Steps.Count.ToString(CultureInfo.InvariantCulture)}");
            }

            return version;
        });
    }
}
