using Microsoft.AspNetCore.Authorization;

namespace Vigia.Server.Access;

/// <summary>
/// On a page of the console: asks for another scope than all pages do. Holds for its endpoint and, as an authorization policy of the same name, for
/// navigation within a live circuit, which passes no endpoint.
/// </summary>
/// <param name="scope">Of <see cref="AccessScopes.All"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireScopeAttribute(string scope) : AuthorizeAttribute(scope)
{
    /// <summary>What the page asks for.</summary>
    public string Scope { get; } = scope;
}
