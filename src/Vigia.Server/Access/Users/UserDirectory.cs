using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Database;
using Vigia.Server.Access.Sessions;

namespace Vigia.Server.Access.Users;

/// <summary>
/// The users, for the console and for commands. Changes of this process are in force when a method returns, those of another within about a second;
/// each is in the audit. There is always an enabled administrator, once there was one. Names may be given in any case. Thread safe.
/// </summary>
public sealed class UserDirectory : IDisposable
{
    /// <summary>The user that the first start makes.</summary>
    public const string FirstName = "admin";

    private readonly AccessDatabase _database;
    private readonly PasswordHashing _hashing;
    private readonly TimeProvider _time;
    private readonly Action _changed;

    internal UserDirectory(AccessDatabase database, PasswordHashing hashing, TimeProvider time, Action? changed = null)
    {
        _database = database;
        _hashing = hashing;
        _time = time;
        _changed = changed ?? (static () => { });
    }

    /// <summary>Opens the users of a monitor's data folder; makes the folder (mode 0700) and the file (mode 0600) where they are missing.</summary>
    public static UserDirectory Open(string folder, TimeProvider? time = null) =>
        new(AccessDatabase.OpenIn(folder), new PasswordHashing(), time ?? TimeProvider.System);

    /// <summary>Every user, by name.</summary>
    public IReadOnlyList<User> List() => [.. _database.Read(UserStore.Load).Select(static stored => stored.User)];

    /// <summary>The user of this name; null: there is none.</summary>
    public User? Find(string name) =>
        UserNames.TryNormalize(name, out string? normal) ? _database.Read(transaction => UserStore.Find(transaction, normal))?.User : null;

    /// <summary>Adds a user with a password to be shown once.</summary>
    /// <exception cref="AccessException">The name is wrong or taken, or there are too many.</exception>
    public async Task<OneTimePassword> AddAsync(string name, UserRole role, Actor actor, CancellationToken cancellationToken = default)
    {
        string password = OneTimePassword.Create();
        return new OneTimePassword(await InsertAsync(name, role, password, mustChange: true, onlyFirst: false, actor, cancellationToken), password);
    }

    /// <summary>Adds a user with a password that was chosen.</summary>
    /// <param name="name">See <see cref="UserNames"/>.</param>
    /// <param name="role">What the user may do.</param>
    /// <param name="password">See <see cref="PasswordRules"/>.</param>
    /// <param name="mustChange">Whether the user has to choose another one at the first login.</param>
    /// <param name="actor">Who adds.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="AccessException">Name or password are wrong, the name is taken, or there are too many.</exception>
    public Task<User> AddAsync(string name, UserRole role, string password, bool mustChange, Actor actor, CancellationToken cancellationToken = default)
    {
        PasswordRules.Check(password, UserNames.Normalize(name));
        return InsertAsync(name, role, password, mustChange, onlyFirst: false, actor, cancellationToken);
    }

    /// <summary>Gives a user another role; it holds at once, in sessions that are open too.</summary>
    /// <exception cref="AccessException">There is no such user, or it is the last administrator.</exception>
    public User SetRole(string name, UserRole role, Actor actor) => Change(name, role, isDisabled: null, actor);

    /// <summary>Disables a user, which ends the user's sessions, or enables one again.</summary>
    /// <exception cref="AccessException">There is no such user, or it is the last administrator.</exception>
    public User SetDisabled(string name, bool isDisabled, Actor actor) => Change(name, role: null, isDisabled, actor);

    /// <summary>Gives a user a new password to be shown once, and ends the user's sessions.</summary>
    /// <exception cref="AccessException">There is no such user.</exception>
    public async Task<OneTimePassword> ResetPasswordAsync(string name, Actor actor, CancellationToken cancellationToken = default)
    {
        string password = OneTimePassword.Create();
        return new OneTimePassword(await ReplacePasswordAsync(name, password, mustChange: true, AuditActions.PasswordReset, null, actor, cancellationToken), password);
    }

    /// <summary>Gives a user a password that was chosen, and ends the user's sessions.</summary>
    /// <exception cref="AccessException">There is no such user, or the password is not taken.</exception>
    public Task<User> SetPasswordAsync(string name, string password, bool mustChange, Actor actor, CancellationToken cancellationToken = default)
    {
        PasswordRules.Check(password, UserNames.Normalize(name));
        return ReplacePasswordAsync(name, password, mustChange, AuditActions.PasswordReset, null, actor, cancellationToken);
    }

    /// <summary>Keeps what the user chose for the console. Not in the audit.</summary>
    /// <param name="name">Who.</param>
    /// <param name="language">A BCP 47 tag of at most 16 characters; null: the browser's.</param>
    /// <param name="theme">1 to 32 lower-case letters, digits or hyphens; null: the system's.</param>
    /// <exception cref="AccessException">There is no such user, or a value is no such thing.</exception>
    public User SetPreferences(string name, string? language, string? theme)
    {
        if (language is { Length: 0 or > 16 } || language?.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') is false)
        {
            throw new AccessException(AccessErrors.BadRequest, "language: a tag such as pt-BR, at most 16 characters.");
        }

        if (theme is { Length: 0 or > 32 } || theme?.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') is false)
        {
            throw new AccessException(AccessErrors.BadRequest, "theme: 1 to 32 lower-case letters, digits or hyphens.");
        }

        return Write(name, (transaction, stored) =>
        {
            User changed = stored.User with { Language = language, Theme = theme };
            UserStore.Update(transaction, changed, stored.PasswordHash);
            return changed;
        });
    }

    /// <summary>Removes a user, and ends the user's sessions.</summary>
    /// <exception cref="AccessException">There is no such user, or it is the last administrator.</exception>
    public void Remove(string name, Actor actor) => Write(name, (transaction, stored) =>
    {
        KeepAnAdmin(transaction, stored.User);
        UserStore.Delete(transaction, stored.User.Id);
        return AuditTrail.Insert(transaction, _time.GetUtcNow(), actor, AuditActions.UserRemoved, stored.User.Name);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Dispose();
        _hashing.Dispose();
    }

    /// <summary>Adds the first user, an administrator with a password to be shown once; null where there are users.</summary>
    internal async Task<OneTimePassword?> AddFirstAsync(CancellationToken cancellationToken)
    {
        if (_database.Read(UserStore.Count) > 0)
        {
            return null;
        }

        string password = OneTimePassword.Create();
        try
        {
            return new OneTimePassword(
                await InsertAsync(FirstName, UserRole.Admin, password, mustChange: true, onlyFirst: true, Actor.System, cancellationToken), password);
        }
        catch (AccessException exception) when (exception.Code == AccessErrors.NameTaken)
        {
            // A command added users meanwhile.
            return null;
        }
    }

    /// <summary>Writes a user's own new password, and ends the user's other sessions.</summary>
    internal Task<User> ReplaceOwnPasswordAsync(string name, string password, string? keptSession, Actor actor, CancellationToken cancellationToken)
    {
        PasswordRules.Check(password, name);
        return ReplacePasswordAsync(name, password, mustChange: false, AuditActions.PasswordChanged, keptSession, actor, cancellationToken);
    }

    /// <summary>Gives a user another role, disables or enables one, or both or nothing of it; null leaves it as it is.</summary>
    internal User Change(string name, UserRole? role, bool? isDisabled, Actor actor) => Write(name, (transaction, stored) =>
    {
        User before = stored.User;
        User changed = before with { Role = role ?? before.Role, IsDisabled = isDisabled ?? before.IsDisabled };
        if (changed == before)
        {
            return before;
        }

        if (changed.IsDisabled || changed.Role is not UserRole.Admin)
        {
            KeepAnAdmin(transaction, before);
        }

        DateTimeOffset now = _time.GetUtcNow();
        changed = changed with { ChangedAt = now };
        UserStore.Update(transaction, changed, stored.PasswordHash);
        if (changed.Role != before.Role)
        {
            AuditTrail.Insert(
                transaction, now, actor, AuditActions.UserRoleChanged, changed.Name, $"{AccessRoles.Name(before.Role)} → {AccessRoles.Name(changed.Role)}");
        }

        if (changed.IsDisabled != before.IsDisabled)
        {
            AuditTrail.Insert(transaction, now, actor, changed.IsDisabled ? AuditActions.UserDisabled : AuditActions.UserEnabled, changed.Name);
        }

        if (changed.IsDisabled)
        {
            SessionStore.DeleteOf(transaction, changed.Id, kept: null);
        }

        return changed;
    });

    private static AccessException NoSuchUser(string name) =>
        new(AccessErrors.NotFound, $"There is no user '{name}'; 'vigia user list' shows all.");

    private static void KeepAnAdmin(AccessTransaction transaction, User before)
    {
        if (before is { Role: UserRole.Admin, IsDisabled: false } && UserStore.OtherAdmins(transaction, before.Id) == 0)
        {
            throw new AccessException(AccessErrors.LastAdmin, $"'{before.Name}' is the last administrator who may log in; make another one first.");
        }
    }

    private async Task<User> InsertAsync(
        string name, UserRole role, string password, bool mustChange, bool onlyFirst, Actor actor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var user = new User
        {
            Id = AccessIds.Create('u'),
            Name = UserNames.Normalize(name),
            Role = role,
            IsDisabled = false,
            MustChangePassword = mustChange,
            CreatedAt = now,
            ChangedAt = now,
        };
        string hash = await _hashing.HashAsync(password, cancellationToken);
        _database.Write(transaction =>
        {
            long count = UserStore.Count(transaction);
            if (count >= UserStore.MaxUsers)
            {
                throw new AccessException(AccessErrors.TooMany, $"There are {UserStore.MaxUsers} users; that is the limit.");
            }

            if ((onlyFirst && count > 0) || !UserStore.Insert(transaction, user, hash))
            {
                throw new AccessException(AccessErrors.NameTaken, $"name: there is a user '{user.Name}' already.");
            }

            return AuditTrail.Insert(transaction, now, actor, AuditActions.UserAdded, user.Name, AccessRoles.Name(role));
        });
        _changed();
        return user;
    }

    private async Task<User> ReplacePasswordAsync(
        string name, string password, bool mustChange, string action, string? keptSession, Actor actor, CancellationToken cancellationToken)
    {
        string hash = await _hashing.HashAsync(password, cancellationToken);
        return Write(name, (transaction, stored) =>
        {
            DateTimeOffset now = _time.GetUtcNow();
            User changed = stored.User with { MustChangePassword = mustChange, ChangedAt = now };
            UserStore.Update(transaction, changed, hash);
            SessionStore.DeleteOf(transaction, changed.Id, keptSession);
            AuditTrail.Insert(transaction, now, actor, action, changed.Name);
            return changed;
        });
    }

    private T Write<T>(string name, Func<AccessTransaction, StoredUser, T> write)
    {
        T result = _database.Write(transaction => write(
            transaction,
            UserNames.TryNormalize(name, out string? normal) && UserStore.Find(transaction, normal) is { } stored ? stored : throw NoSuchUser(name)));
        _changed();
        return result;
    }
}
