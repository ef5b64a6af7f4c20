using Microsoft.Data.Sqlite;
using Vigia.Model.Access;
using Vigia.Server.Access.Database;

namespace Vigia.Server.Access.Tokens;

/// <summary>The statements about tokens.</summary>
internal static class TokenStore
{
    /// <summary>Tokens are made by hand; more than this many point to a script gone wild.</summary>
    public const int MaxTokens = 10_000;

    private const string Columns = "id, name, hash, scopes, created_at, expires_at, revoked_at, last_used_at";

    public static long Count(AccessTransaction transaction) => transaction.Number("SELECT count(*) FROM api_tokens");

    /// <summary>Adds a token. False: its name is in use.</summary>
    public static bool Insert(AccessTransaction transaction, ApiToken token, SecretHash hash) => transaction.TryExecute(
        $"INSERT INTO api_tokens ({Columns}) VALUES ($id, $name, $hash, $scopes, $created, $expires, NULL, NULL)",
        ("$id", token.Id),
        ("$name", token.Name),
        ("$hash", hash.ToArray()),
        ("$scopes", string.Join(' ', token.Scopes)),
        ("$created", token.CreatedAt),
        ("$expires", token.ExpiresAt));

    public static List<StoredToken> Load(AccessTransaction transaction) =>
        transaction.Query($"SELECT {Columns} FROM api_tokens ORDER BY created_at, id", Read);

    /// <summary>Revokes the token with this id, or the one with this name that is not revoked. Null: there is none.</summary>
    public static ApiToken? Revoke(AccessTransaction transaction, string idOrName, DateTimeOffset now) => transaction.Query(
        $"UPDATE api_tokens SET revoked_at = $now WHERE revoked_at IS NULL AND (id = $key OR name = $key) RETURNING {Columns}",
        Read,
        ("$now", now),
        ("$key", idOrName)).FirstOrDefault()?.Token;

    /// <summary>Writes when a token was last used.</summary>
    public static void Touch(AccessTransaction transaction, string id, DateTimeOffset lastUsed) =>
        transaction.Execute("UPDATE api_tokens SET last_used_at = $at WHERE id = $id", ("$at", lastUsed), ("$id", id));

    private static StoredToken Read(SqliteDataReader reader) => new(
        new ApiToken
        {
            Id = reader.GetString(0),
            Name = reader.GetString(1),
            Scopes = reader.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            CreatedAt = reader.Time(4),
            ExpiresAt = reader.TimeOrNull(5),
            RevokedAt = reader.TimeOrNull(6),
            LastUsedAt = reader.TimeOrNull(7),
        },
        SecretHash.From(reader.GetFieldValue<byte[]>(2)));
}
