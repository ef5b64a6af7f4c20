using System.Globalization;
using Microsoft.Data.Sqlite;
using Vigia.Model.Access;

namespace Vigia.Integration.Access.Keys;

/// <summary>
/// <c>access.db</c>, version 1: one table, in a file of its own so that commands can change it while the module runs.
/// Rollback journal and <c>synchronous=FULL</c>: a key that was printed is there after a power cut, and one that was
/// revoked stays revoked. Thread safe.
/// </summary>
internal sealed class ApiKeyStore : IDisposable
{
    /// <summary>Keys are made by hand; more than this many points to a script gone wild.</summary>
    public const int MaxKeys = 10_000;

    private const int Version = 1;
    private const int ConstraintViolated = 19;
    private const string Columns = "id, name, hash, created_at, last_used_at, expires_at, revoked_at, scopes, types, protocols";

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private long _ownChanges;

    private ApiKeyStore(SqliteConnection connection) => _connection = connection;

    public static ApiKeyStore Open(string path)
    {
        CreatePrivately(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        try
        {
            connection.Open();
            var store = new ApiKeyStore(connection);
            store.Prepare(path);
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Adds a key. False: its name is in use.</summary>
    public bool Insert(ApiKeyInfo key, SecretHash hash) => Insert(key, hash, onlyFirst: false);

    /// <summary>Adds a key where there has never been one. False: there has.</summary>
    public bool InsertFirst(ApiKeyInfo key, SecretHash hash) => Insert(key, hash, onlyFirst: true);

    public List<StoredApiKey> Load()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command($"SELECT {Columns} FROM api_keys ORDER BY created_at, id");
            return Read(command);
        }
    }

    /// <summary>Revokes the key with this id, or the one with this name that is not revoked. Null: there is none.</summary>
    public ApiKeyInfo? Revoke(string idOrName, DateTimeOffset now)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                $"UPDATE api_keys SET revoked_at = $now WHERE revoked_at IS NULL AND (id = $key OR name = $key) RETURNING {Columns}",
                ("$now", Milliseconds(now)),
                ("$key", idOrName));
            ApiKeyInfo? revoked = Read(command).FirstOrDefault()?.Info;
            _ownChanges++;
            return revoked;
        }
    }

    /// <summary>Revokes a key and adds the one that takes its place, both or neither. False: there is no such key that is not revoked.</summary>
    public bool Replace(string id, ApiKeyInfo key, SecretHash hash, DateTimeOffset now)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            using SqliteCommand revoke = Command(
                "UPDATE api_keys SET revoked_at = $now WHERE revoked_at IS NULL AND id = $id", ("$now", Milliseconds(now)), ("$id", id));
            revoke.Transaction = transaction;
            if (revoke.ExecuteNonQuery() == 0)
            {
                return false;
            }

            InsertRow(transaction, key, hash);
            transaction.Commit();
            _ownChanges++;
            return true;
        }
    }

    /// <summary>Writes when keys were last used; that alone is no change to be seen in <see cref="Changes"/>.</summary>
    public void Touch(IEnumerable<KeyValuePair<string, DateTimeOffset>> lastUsed)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            foreach ((string id, DateTimeOffset at) in lastUsed)
            {
                using SqliteCommand command = Command(
                    "UPDATE api_keys SET last_used_at = $at WHERE id = $id AND (last_used_at IS NULL OR last_used_at < $at)",
                    ("$at", Milliseconds(at)),
                    ("$id", id));
                command.Transaction = transaction;
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    /// <summary>
    /// Differs from the last one if keys were made or revoked: SQLite tells of changes by other connections, most likely
    /// of another process, and this one counts its own.
    /// </summary>
    public (long Others, long Own) Changes()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command("PRAGMA data_version");
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

    private static void CreatePrivately(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Made before SQLite opens it, so that it is never readable by others, not even for a moment.
        new FileStream(path, options).Dispose();
    }

    private void Prepare(string path)
    {
        Execute("PRAGMA journal_mode = DELETE");
        Execute("PRAGMA synchronous = FULL");

        // Of SQLite itself: the provider's own waiting ends where a row of RETURNING is read, which is where such a statement commits.
        Execute("PRAGMA busy_timeout = 10000");
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        using SqliteCommand read = Command("PRAGMA user_version");
        read.Transaction = transaction;
        long version = (long)read.ExecuteScalar()!;
        if (version > Version)
        {
            throw new ApiKeyException(
                $"{path} has version {version.ToString(CultureInfo.InvariantCulture)}, made by a newer Vigia; this one reads up to {Version}.");
        }

        if (version == 0)
        {
            using SqliteCommand create = Command($"""
                CREATE TABLE api_keys (
                    id TEXT PRIMARY KEY,
                    name TEXT NOT NULL,
                    hash BLOB NOT NULL UNIQUE,
                    created_at INTEGER NOT NULL,
                    last_used_at INTEGER,
                    expires_at INTEGER,
                    revoked_at INTEGER,
                    scopes TEXT NOT NULL,
                    types TEXT NOT NULL,
                    protocols TEXT NOT NULL
                ) STRICT;
                CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked_at IS NULL;
                PRAGMA user_version = {Version};
                """);
            create.Transaction = transaction;
            create.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private bool Insert(ApiKeyInfo key, SecretHash hash, bool onlyFirst)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            using SqliteCommand count = Command("SELECT count(*) FROM api_keys");
            count.Transaction = transaction;
            long existing = (long)count.ExecuteScalar()!;
            if (onlyFirst && existing > 0)
            {
                return false;
            }

            if (existing >= MaxKeys)
            {
                throw new ApiKeyException($"There are {MaxKeys} keys, revoked ones included; that is the limit.");
            }

            try
            {
                InsertRow(transaction, key, hash);
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode == ConstraintViolated)
            {
                return false;
            }

            transaction.Commit();
            _ownChanges++;
            return true;
        }
    }

    private void InsertRow(SqliteTransaction transaction, ApiKeyInfo key, SecretHash hash)
    {
        using SqliteCommand insert = Command(
            $"INSERT INTO api_keys ({Columns}) VALUES ($id, $name, $hash, $created, NULL, $expires, NULL, $scopes, $types, $protocols)",
            ("$id", key.Id),
            ("$name", key.Name),
            ("$hash", hash.ToArray()),
            ("$created", Milliseconds(key.CreatedAt)),
            ("$expires", key.ExpiresAt is { } expires ? Milliseconds(expires) : (object)DBNull.Value),
            ("$scopes", string.Join(' ', key.Scopes)),
            ("$types", string.Join(' ', key.Types)),
            ("$protocols", string.Join(' ', key.Protocols)));
        insert.Transaction = transaction;
        insert.ExecuteNonQuery();
    }

    private static List<StoredApiKey> Read(SqliteCommand command)
    {
        var keys = new List<StoredApiKey>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var info = new ApiKeyInfo
            {
                Id = reader.GetString(0),
                Name = reader.GetString(1),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
                LastUsedAt = Time(reader, 4),
                ExpiresAt = Time(reader, 5),
                RevokedAt = Time(reader, 6),
                Scopes = Words(reader, 7),
                Types = Words(reader, 8),
                Protocols = Words(reader, 9),
            };
            keys.Add(new StoredApiKey(info, SecretHash.From(reader.GetFieldValue<byte[]>(2))));
        }

        return keys;
    }

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static string[] Words(SqliteDataReader reader, int column) =>
        reader.GetString(column).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
