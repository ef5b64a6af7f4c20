using System.Globalization;
using Microsoft.Data.Sqlite;
using Vigia.Model.Access;

namespace Vigia.Server.Access.Tokens;

/// <summary>
/// <c>access.db</c> of the monitor, version 1: one table, in a file of its own so that commands can change it while the monitor runs.
/// Rollback journal and <c>synchronous=FULL</c>: a token that was printed is there after a power cut, and one that was revoked stays so.
/// Thread safe.
/// </summary>
internal sealed class TokenStore : IDisposable
{
    /// <summary>Tokens are made by hand; more than this many point to a script gone wild.</summary>
    public const int MaxTokens = 10_000;

    private const int Version = 1;
    private const int ConstraintViolated = 19;
    private const string Columns = "id, name, hash, scopes, created_at, expires_at, revoked_at, last_used_at";

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private long _ownChanges;

    private TokenStore(SqliteConnection connection) => _connection = connection;

    public static TokenStore Open(string path)
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
            var store = new TokenStore(connection);
            store.Prepare(path);
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Adds a token. False: its name is in use, or it was to be the first and is not.</summary>
    public bool Insert(ApiToken token, SecretHash hash, bool onlyFirst)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            using SqliteCommand count = Command("SELECT count(*) FROM api_tokens");
            count.Transaction = transaction;
            long existing = (long)count.ExecuteScalar()!;
            if (onlyFirst && existing > 0)
            {
                return false;
            }

            if (existing >= MaxTokens)
            {
                throw new TokenException($"There are {MaxTokens} tokens, revoked ones included; that is the limit.");
            }

            using SqliteCommand insert = Command(
                $"INSERT INTO api_tokens ({Columns}) VALUES ($id, $name, $hash, $scopes, $created, $expires, NULL, NULL)",
                ("$id", token.Id),
                ("$name", token.Name),
                ("$hash", hash.ToArray()),
                ("$scopes", string.Join(' ', token.Scopes)),
                ("$created", token.CreatedAt.ToUnixTimeMilliseconds()),
                ("$expires", token.ExpiresAt?.ToUnixTimeMilliseconds() ?? (object)DBNull.Value));
            insert.Transaction = transaction;
            try
            {
                insert.ExecuteNonQuery();
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

    public List<StoredToken> Load()
    {
        lock (_lock)
        {
            using SqliteCommand command = Command($"SELECT {Columns} FROM api_tokens ORDER BY created_at, id");
            return Read(command);
        }
    }

    /// <summary>Revokes the token with this id, or the one with this name that is not revoked. Null: there is none.</summary>
    public ApiToken? Revoke(string idOrName, DateTimeOffset now)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(
                $"UPDATE api_tokens SET revoked_at = $now WHERE revoked_at IS NULL AND (id = $key OR name = $key) RETURNING {Columns}",
                ("$now", now.ToUnixTimeMilliseconds()),
                ("$key", idOrName));
            ApiToken? revoked = Read(command).FirstOrDefault()?.Token;
            _ownChanges++;
            return revoked;
        }
    }

    /// <summary>Writes when tokens were last used.</summary>
    public void Touch(IEnumerable<KeyValuePair<string, DateTimeOffset>> lastUsed)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            foreach ((string id, DateTimeOffset at) in lastUsed)
            {
                using SqliteCommand command = Command(
                    "UPDATE api_tokens SET last_used_at = $at WHERE id = $id", ("$at", at.ToUnixTimeMilliseconds()), ("$id", id));
                command.Transaction = transaction;
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    /// <summary>Differs from the last one if tokens were made or revoked, by this process or another.</summary>
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
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Made before SQLite opens it, so that it is never readable by others, not even for a moment.
        new FileStream(path, options).Dispose();
    }

    private static List<StoredToken> Read(SqliteCommand command)
    {
        var tokens = new List<StoredToken>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var token = new ApiToken
            {
                Id = reader.GetString(0),
                Name = reader.GetString(1),
                Scopes = reader.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)),
                ExpiresAt = Time(reader, 5),
                RevokedAt = Time(reader, 6),
                LastUsedAt = Time(reader, 7),
            };
            tokens.Add(new StoredToken(token, SecretHash.From(reader.GetFieldValue<byte[]>(2))));
        }

        return tokens;
    }

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private void Prepare(string path)
    {
        // SQLite's own waiting: the provider's ends where a row of RETURNING is read, which is where such a statement commits.
        using (SqliteCommand pragmas = Command("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000"))
        {
            pragmas.ExecuteNonQuery();
        }

        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        using SqliteCommand read = Command("PRAGMA user_version");
        read.Transaction = transaction;
        long version = (long)read.ExecuteScalar()!;
        if (version > Version)
        {
            throw new TokenException(
                $"{path} has version {version.ToString(CultureInfo.InvariantCulture)}, made by a newer Vigia; this one reads up to {Version}.");
        }

        if (version == 0)
        {
            using SqliteCommand create = Command($"""
                CREATE TABLE api_tokens (
                    id TEXT PRIMARY KEY,
                    name TEXT NOT NULL,
                    hash BLOB NOT NULL UNIQUE,
                    scopes TEXT NOT NULL,
                    created_at INTEGER NOT NULL,
                    expires_at INTEGER,
                    revoked_at INTEGER,
                    last_used_at INTEGER
                ) STRICT;
                CREATE UNIQUE INDEX api_tokens_name ON api_tokens (name) WHERE revoked_at IS NULL;
                PRAGMA user_version = {Version};
                """);
            create.Transaction = transaction;
            create.ExecuteNonQuery();
        }

        transaction.Commit();
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
