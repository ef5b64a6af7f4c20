using System.Collections.Frozen;
using Vigia.Model.Access;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access;

/// <summary>All that a request is judged by, as of one moment. Immutable but for times of use.</summary>
internal sealed class AccessSnapshot
{
    public static readonly AccessSnapshot Empty = new();

    public FrozenDictionary<SecretHash, TokenEntry> Tokens { get; init; } = FrozenDictionary<SecretHash, TokenEntry>.Empty;

    public FrozenDictionary<SecretHash, SessionEntry> Sessions { get; init; } = FrozenDictionary<SecretHash, SessionEntry>.Empty;

    public FrozenDictionary<string, SessionEntry> SessionsById { get; init; } = FrozenDictionary<string, SessionEntry>.Empty;

    public FrozenDictionary<string, StoredUser> Users { get; init; } = FrozenDictionary<string, StoredUser>.Empty;

    public static AccessSnapshot Create(AccessSnapshot old, List<StoredToken> tokens, List<StoredUser> users, List<StoredSession> sessions)
    {
        var byId = users.Where(static stored => !stored.User.IsDisabled).ToDictionary(static stored => stored.User.Id, StringComparer.Ordinal);
        SessionEntry[] entries =
        [
            .. sessions.Where(session => byId.ContainsKey(session.UserId))
                .Select(session => new SessionEntry(session, byId[session.UserId].User, old.SessionsById.GetValueOrDefault(session.Id))),
        ];
        return new AccessSnapshot
        {
            Tokens = tokens.Where(static stored => stored.Token.RevokedAt is null)
                .ToFrozenDictionary(static stored => stored.Hash, stored => old.Tokens.GetValueOrDefault(stored.Hash) ?? new TokenEntry(stored)),
            Users = users.ToFrozenDictionary(static stored => stored.User.Name, StringComparer.Ordinal),
            Sessions = entries.ToFrozenDictionary(static entry => entry.Hash),
            SessionsById = entries.ToFrozenDictionary(static entry => entry.Id, StringComparer.Ordinal),
        };
    }
}
