namespace Vigia.Server.Access.Tokens;

/// <summary>Who called: the holder of a token.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Name">Its name, for logs and audits.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record TokenIdentity(string Id, string Name, IReadOnlySet<string> Scopes)
{
    /// <summary>Whether it may do what the scope says.</summary>
    public bool Has(string scope) => Scopes.Contains(scope) || Scopes.Contains(AccessScopes.Admin);
}
