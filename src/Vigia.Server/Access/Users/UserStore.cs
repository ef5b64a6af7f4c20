using Microsoft.Data.Sqlite;
using Vigia.Server.Access.Database;

namespace Vigia.Server.Access.Users;

/// <summary>The statements about users.</summary>
internal static class UserStore
{
    /// <summary>Users are added by hand; more than this many point to a script gone wild.</summary>
    public const int MaxUsers = 1000;

    private const string Columns =
        "id, name, password_hash, role, is_disabled, must_change_password, created_at, changed_at, last_login_at, language, theme";

    public static long Count(AccessTransaction transaction) => transaction.Number("SELECT count(*) FROM users");

    /// <summary>Enabled administrators but this user.</summary>
    public static long OtherAdmins(AccessTransaction transaction, string id) => transaction.Number(
        "SELECT count(*) FROM users WHERE role = $role AND is_disabled = 0 AND id <> $id", ("$role", AccessRoles.Admin), ("$id", id));

    /// <summary>Adds a user. False: the name is taken.</summary>
    public static bool Insert(AccessTransaction transaction, User user, string passwordHash) => transaction.TryExecute(
        $"INSERT INTO users ({Columns}) VALUES ($id, $name, $hash, $role, $disabled, $mustChange, $created, $changed, NULL, $language, $theme)",
        ("$id", user.Id),
        ("$name", user.Name),
        ("$hash", passwordHash),
        ("$role", AccessRoles.Name(user.Role)),
        ("$disabled", user.IsDisabled),
        ("$mustChange", user.MustChangePassword),
        ("$created", user.CreatedAt),
        ("$changed", user.ChangedAt),
        ("$language", user.Language),
        ("$theme", user.Theme));

    public static List<StoredUser> Load(AccessTransaction transaction) => transaction.Query($"SELECT {Columns} FROM users ORDER BY name", Read);

    public static StoredUser? Find(AccessTransaction transaction, string name) =>
        transaction.Query($"SELECT {Columns} FROM users WHERE name = $name", Read, ("$name", name)).FirstOrDefault();

    /// <summary>Writes everything but what only a login or the user's own choice changes.</summary>
    public static int Update(AccessTransaction transaction, User user, string passwordHash) => transaction.Execute(
        """
        UPDATE users SET password_hash = $hash, role = $role, is_disabled = $disabled, must_change_password = $mustChange, changed_at = $changed,
            language = $language, theme = $theme WHERE id = $id
        """,
        ("$id", user.Id),
        ("$hash", passwordHash),
        ("$role", AccessRoles.Name(user.Role)),
        ("$disabled", user.IsDisabled),
        ("$mustChange", user.MustChangePassword),
        ("$changed", user.ChangedAt),
        ("$language", user.Language),
        ("$theme", user.Theme));

    /// <summary>Notes a login, with the password's hash as it is from now on.</summary>
    public static int LoggedIn(AccessTransaction transaction, string id, string passwordHash, DateTimeOffset now) => transaction.Execute(
        "UPDATE users SET last_login_at = $now, password_hash = $hash WHERE id = $id", ("$now", now), ("$hash", passwordHash), ("$id", id));

    /// <summary>Removes a user and the user's sessions.</summary>
    public static int Delete(AccessTransaction transaction, string id) => transaction.Execute("DELETE FROM users WHERE id = $id", ("$id", id));

    private static StoredUser Read(SqliteDataReader reader) => new(
        new User
        {
            Id = reader.GetString(0),
            Name = reader.GetString(1),
            Role = AccessRoles.Parse(reader.GetString(3)),
            IsDisabled = reader.GetInt64(4) != 0,
            MustChangePassword = reader.GetInt64(5) != 0,
            CreatedAt = reader.Time(6),
            ChangedAt = reader.Time(7),
            LastLoginAt = reader.TimeOrNull(8),
            Language = reader.TextOrNull(9),
            Theme = reader.TextOrNull(10),
        },
        reader.GetString(2));
}
