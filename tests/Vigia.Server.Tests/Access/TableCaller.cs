using Vigia.Server.Access;

namespace Vigia.Server.Tests.Access;

/// <summary>Somebody who calls every endpoint of an <see cref="AccessTable"/>.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Scopes">What the caller may do; null: the credentials are worth nothing.</param>
internal sealed record TableCaller(string Name, params string[]? Scopes)
{
    public string? Token { get; init; }

    public string? Session { get; init; }

    /// <summary>What a browser says of the page that the request comes from; null: nothing.</summary>
    public string? Site { get; init; }

    /// <summary>What the caller meets where its scopes do not reach.</summary>
    public int RefusedWith { get; init; } = 403;

    public bool MustChangePassword { get; init; }

    /// <summary>The status that a rule demands, written down from the documentation and not from the code.</summary>
    public int Expected(string rule, HttpMethod method)
    {
        bool isSafe = method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;
        bool hasLiveSession = Session is not null && Scopes is not null;
        if (!isSafe && Token is null && (Site == "cross-site" || (Site is null && hasLiveSession)))
        {
            return 403;
        }

        if (rule == "everybody")
        {
            return AccessTable.Reached;
        }

        if (Scopes is null)
        {
            return 401;
        }

        if (MustChangePassword)
        {
            return rule == "caller" ? AccessTable.Reached : 403;
        }

        return rule is "caller" or "loopback" || Scopes.Contains(rule) || Scopes.Contains(AccessScopes.Admin) ? AccessTable.Reached : RefusedWith;
    }
}
