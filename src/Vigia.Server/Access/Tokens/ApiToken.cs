namespace Vigia.Server.Access.Tokens;

/// <summary>What is known of a token; its secret is not.</summary>
public sealed record ApiToken
{
    /// <summary>Names the token in logs and commands: <c>t_</c> and 8 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Its owner's name for it; no two tokens that are not revoked share one.</summary>
    public required string Name { get; init; }

    /// <summary>What its holder may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it runs out, UTC; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC; null: it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, UTC, to about a minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
