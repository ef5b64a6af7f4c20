namespace Vigia.Integration.Access.Keys;

/// <summary>What is known of an API key; its secret is not.</summary>
public sealed record ApiKeyInfo
{
    /// <summary>Names the key in logs and commands: <c>k_</c> and 8 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Its owner's name for it; no two keys that are not revoked share one.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, UTC, to about a minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it runs out, UTC; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, UTC; null: it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What its holder may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Message types that it may send: exact, or a prefix that ends in <c>*</c>. Empty: every type.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Protocols that it may use. Empty: every one.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];
}
