using System.Security.Claims;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access.Callers;

/// <summary>Who called, and what it may do. Immutable; thread safe.</summary>
public sealed class Caller
{
    private ClaimsPrincipal? _principal;

    private Caller(CallerKind kind, string id, string name, IReadOnlySet<string> scopes)
    {
        Kind = kind;
        Id = id;
        Name = name;
        Scopes = scopes;
    }

    /// <summary>Whoever shows nothing, where the settings let such a one look.</summary>
    public static Caller Anonymous { get; } =
        new(CallerKind.Anonymous, "", "anonymous", AccessRoles.ScopesOf(UserRole.Viewer)) { Role = UserRole.Viewer };

    /// <summary>How it showed who it is.</summary>
    public CallerKind Kind { get; }

    /// <summary>The token's id, or the user's; empty where nobody is known.</summary>
    public string Id { get; }

    /// <summary>The token's or the user's name, for logs and audits.</summary>
    public string Name { get; }

    /// <summary>What it may do; <see cref="Has"/> also knows that the administrator may do everything.</summary>
    public IReadOnlySet<string> Scopes { get; }

    /// <summary>The user's role; null for a token.</summary>
    public UserRole? Role { get; private init; }

    /// <summary>The session's id, which is no secret; null for a token.</summary>
    public string? SessionId { get; private init; }

    /// <summary>Whether the user has to choose a new password before anything else.</summary>
    public bool MustChangePassword { get; private init; }

    /// <summary>As the audit names it, for example <c>user:maria</c>.</summary>
    public string ActorName => Kind switch
    {
        CallerKind.Token => "token:" + Name,
        CallerKind.Session => "user:" + Name,
        _ => "anonymous",
    };

    /// <summary>The same as claims, see <see cref="AccessClaims"/>. One object for all requests of this caller: do not add to it.</summary>
    public ClaimsPrincipal Principal => _principal ??= AccessClaims.Create(this);

    /// <summary>Whether it may do what the scope says.</summary>
    public bool Has(string scope) => Scopes.Contains(scope) || Scopes.Contains(AccessScopes.Admin);

    internal static Caller OfToken(string id, string name, IEnumerable<string> scopes) =>
        new(CallerKind.Token, id, name, new HashSet<string>(scopes, StringComparer.Ordinal));

    internal static Caller OfSession(string sessionId, User user) =>
        new(CallerKind.Session, user.Id, user.Name, AccessRoles.ScopesOf(user.Role))
        {
            Role = user.Role,
            SessionId = sessionId,
            MustChangePassword = user.MustChangePassword,
        };
}
