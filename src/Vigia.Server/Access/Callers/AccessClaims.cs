using System.Security.Claims;

namespace Vigia.Server.Access.Callers;

/// <summary>
/// The claims of <c>HttpContext.User</c>: name and role by their standard types, and these. The identity of the anonymous viewer carries its
/// scopes and is not authenticated.
/// </summary>
public static class AccessClaims
{
    /// <summary>One for each scope.</summary>
    public const string Scope = "scope";

    /// <summary>The session's id, for <see cref="Sessions.SessionDirectory"/>; not of a token.</summary>
    public const string Session = "vigia:session";

    /// <summary>Present while the user has to choose a new password.</summary>
    public const string MustChangePassword = "vigia:must_change_password";

    /// <summary>The caller as the audit names it, for example <c>user:maria</c>.</summary>
    public const string Actor = "vigia:actor";

    /// <summary>Whether the caller may do what the scope says; nobody may anything while the password has to be changed.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) =>
        !user.HasClaim(static claim => claim.Type == MustChangePassword)
        && (user.HasClaim(Scope, scope) || user.HasClaim(Scope, AccessScopes.Admin));

    /// <summary>The id of the session that the caller came with; null for a token and the anonymous viewer.</summary>
    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirst(Session)?.Value;

    internal static ClaimsPrincipal Create(Caller caller)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.Name, caller.Name),
            new(Actor, caller.ActorName),
        };
        claims.AddRange(caller.Scopes.Select(static scope => new Claim(Scope, scope)));
        if (caller.Id.Length > 0)
        {
            claims.Add(new(ClaimTypes.NameIdentifier, caller.Id));
        }

        if (caller.Role is { } role)
        {
            claims.Add(new(ClaimTypes.Role, AccessRoles.Name(role)));
        }

        if (caller.SessionId is { } session)
        {
            claims.Add(new(Session, session));
        }

        if (caller.MustChangePassword)
        {
            claims.Add(new(MustChangePassword, "true"));
        }

        string? authentication = caller.Kind is CallerKind.Anonymous ? null : "vigia";
        return new ClaimsPrincipal(new ClaimsIdentity(claims, authentication, ClaimTypes.Name, ClaimTypes.Role));
    }
}
