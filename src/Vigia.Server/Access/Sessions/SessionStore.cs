using Microsoft.Data.Sqlite;
using Vigia.Model.Access;
using Vigia.Server.Access.Database;

namespace Vigia.Server.Access.Sessions;

/// <summary>The statements about sessions. One that has ended is removed; that it was stands in the audit.</summary>
internal static class SessionStore
{
    private const string Columns = "id, hash, user_id, created_at, last_seen_at, address, user_agent";

    public static List<StoredSession> Load(AccessTransaction transaction) => transaction.Query(
        $"SELECT {Columns} FROM sessions ORDER BY created_at, id",
        static reader => new StoredSession(
            reader.GetString(0),
            SecretHash.From(reader.GetFieldValue<byte[]>(1)),
            reader.GetString(2),
            reader.Time(3),
            reader.Time(4),
            reader.TextOrNull(5),
            reader.TextOrNull(6)));

    public static int Insert(AccessTransaction transaction, StoredSession session) => transaction.Execute(
        $"INSERT INTO sessions ({Columns}) VALUES ($id, $hash, $user, $created, $seen, $address, $agent)",
        ("$id", session.Id),
        ("$hash", session.Hash.ToArray()),
        ("$user", session.UserId),
        ("$created", session.CreatedAt),
        ("$seen", session.LastSeenAt),
        ("$address", session.Address),
        ("$agent", session.UserAgent));

    /// <summary>Removes a user's sessions that were used the longest ago until <paramref name="kept"/> are left.</summary>
    public static int TrimUser(AccessTransaction transaction, string userId, int kept) => transaction.Execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = $user ORDER BY last_seen_at DESC, created_at DESC LIMIT -1 OFFSET $kept)",
        ("$user", userId),
        ("$kept", (long)kept));

    /// <summary>Removes those of all that were used the longest ago until <paramref name="kept"/> are left.</summary>
    public static int TrimAll(AccessTransaction transaction, int kept) => transaction.Execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions ORDER BY last_seen_at DESC, created_at DESC LIMIT -1 OFFSET $kept)", ("$kept", (long)kept));

    public static int Delete(AccessTransaction transaction, string id) => transaction.Execute("DELETE FROM sessions WHERE id = $id", ("$id", id));

    /// <summary>Removes a user's sessions but one.</summary>
    public static int DeleteOf(AccessTransaction transaction, string userId, string? kept) => transaction.Execute(
        "DELETE FROM sessions WHERE user_id = $user AND ($kept IS NULL OR id <> $kept)", ("$user", userId), ("$kept", kept));

    public static void Touch(AccessTransaction transaction, string id, DateTimeOffset lastSeen) =>
        transaction.Execute("UPDATE sessions SET last_seen_at = $at WHERE id = $id", ("$at", lastSeen), ("$id", id));
}
