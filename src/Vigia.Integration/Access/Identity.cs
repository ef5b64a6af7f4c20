namespace Vigia.Integration.Access;

/// <summary>An authenticated caller. Immutable and shared between requests.</summary>
internal sealed record Identity
{
    /// <summary>Who it is: a key's name prefixed with <c>key:</c>, or a token's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>key</c> or <c>jwt</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it may do, from <see cref="Access.Scopes"/>.</summary>
    public required IReadOnlySet<string> Scopes { get; init; }

    /// <summary>Message types that it may send: exact, or a prefix that ends in <c>*</c>. Empty: every type.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Protocols that it may use. Empty: every one.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>When its credentials run out, so that long connections can be closed then. Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Set when its credentials are revoked, so that long connections can be closed then.</summary>
    public CancellationToken Revoked { get; init; }

    public bool Has(string scope) => Scopes.Contains(scope);

    public bool MayUse(string protocol)
    {
        if (Protocols.Count == 0)
        {
            return true;
        }

        for (int i = 0; i < Protocols.Count; i++)
        {
            if (string.Equals(Protocols[i], protocol, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public bool MaySend(string type)
    {
        if (Types.Count == 0)
        {
            return true;
        }

        for (int i = 0; i < Types.Count; i++)
        {
            string pattern = Types[i];
            if (pattern.EndsWith('*')
                    ? type.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
                    : string.Equals(pattern, type, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
