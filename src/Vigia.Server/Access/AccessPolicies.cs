using Microsoft.AspNetCore.Authorization;
using Vigia.Server.Access.Callers;

namespace Vigia.Server.Access;

/// <summary>
/// Names of the authorization policies for <c>AuthorizeView</c> and <c>[Authorize]</c>: these for roles, and each of
/// <see cref="AccessScopes.All"/> for its scope. What a page does is best asked for by scope; then a token with the scope may do it too.
/// </summary>
public static class AccessPolicies
{
    /// <summary>Whoever may see the console; also the anonymous viewer where that is allowed.</summary>
    public const string Viewer = "role:viewer";

    /// <summary>Editors and administrators.</summary>
    public const string Editor = "role:editor";

    /// <summary>Administrators.</summary>
    public const string Admin = "role:admin";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Viewer, static policy => policy.RequireRole(AccessRoles.Viewer, AccessRoles.Editor, AccessRoles.Admin));
        options.AddPolicy(Editor, static policy => policy.RequireRole(AccessRoles.Editor, AccessRoles.Admin));
        options.AddPolicy(Admin, static policy => policy.RequireRole(AccessRoles.Admin));
        foreach (string scope in AccessScopes.All)
        {
            options.AddPolicy(scope, policy => policy.RequireAssertion(context => context.User.HasScope(scope)));
        }
    }
}
