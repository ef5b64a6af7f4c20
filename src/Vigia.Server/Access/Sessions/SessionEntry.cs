using Vigia.Model.Access;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access.Sessions;

/// <summary>A session as the running monitor knows it, with its user as of now. Thread safe.</summary>
internal sealed class SessionEntry
{
    private readonly StoredSession _stored;

    /// <param name="stored">As the file holds it.</param>
    /// <param name="user">Whose it is.</param>
    /// <param name="before">The same session before a change, whose last use is newer than the file's.</param>
    public SessionEntry(StoredSession stored, User user, SessionEntry? before)
    {
        _stored = stored;
        User = user;
        Use = before?.Use ?? new UseTime(stored.LastSeenAt);
        Caller = Caller.OfSession(stored.Id, user);
    }

    public string Id => _stored.Id;

    public SecretHash Hash => _stored.Hash;

    public User User { get; }

    public UseTime Use { get; }

    public Caller Caller { get; }

    /// <summary>Whether the user may still do the same as <paramref name="other"/>'s.</summary>
    public bool HasRightsOf(SessionEntry other) =>
        Caller.Role == other.Caller.Role && Caller.MustChangePassword == other.Caller.MustChangePassword;

    public DateTimeOffset ExpiresAt(AccessOptions options)
    {
        DateTimeOffset idle = Use.Last + options.SessionIdle;
        DateTimeOffset absolute = _stored.CreatedAt + options.SessionLifetime;
        return idle < absolute ? idle : absolute;
    }

    public Session Describe(AccessOptions options) => new()
    {
        Id = Id,
        UserName = User.Name,
        CreatedAt = _stored.CreatedAt,
        LastSeenAt = Use.Last,
        ExpiresAt = ExpiresAt(options),
        Address = _stored.Address,
        UserAgent = _stored.UserAgent,
    };
}
