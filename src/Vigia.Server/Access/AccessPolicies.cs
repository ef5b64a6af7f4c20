using Microsoft.AspNetCore.Authorization;
using Vigia.Server.Access.Callers;

namespace Vigia.Server.Access;

/// <summary>
/// The authorization policies for <c>AuthorizeView</c> and <c>[Authorize]</c>: each of <see cref="AccessScopes.All"/> is the policy of its scope, which holds
/// for users whose role has it and for tokens that were given it.
/// </summary>
internal static class AccessPolicies
{
    public static void Add(AuthorizationOptions options)
    {
        foreach (string scope in AccessScopes.All)
        {
            options.AddPolicy(scope, policy => policy.RequireAssertion(context => context.User.HasScope(scope)));
        }
    }
}
