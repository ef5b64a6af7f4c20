namespace Vigia.Integration.Access.Keys;

/// <summary>A key to be made.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>1 to 64 letters, digits, dots, hyphens or underscores.</summary>
    public required string Name { get; init; }

    /// <summary>What its holder may do; empty: send messages.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Message types that it may send: exact, or a prefix that ends in <c>*</c>. Empty: every type.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Protocols that it may use. Empty: every one.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>How long it is good for; null: until it is revoked.</summary>
    public TimeSpan? Lifetime { get; init; }

    internal void Validate(List<string> errors)
    {
        if (!IsWord(Name, 64))
        {
            errors.Add("name: 1 to 64 letters, digits, dots, hyphens or underscores.");
        }

        foreach (string scope in Scopes)
        {
            if (!Access.Scopes.All.Contains(scope, StringComparer.Ordinal))
            {
                errors.Add($"scopes: '{scope}' is none of {string.Join(", ", Access.Scopes.All)}.");
            }
        }

        foreach (string type in Types)
        {
            if (type.Length is 0 or > 256 || type.AsSpan(0, type.Length - 1).Contains('*') || type.Any(char.IsWhiteSpace))
            {
                errors.Add($"types: '{type}' is neither a message type nor a prefix that ends in *.");
            }
        }

        foreach (string protocol in Protocols)
        {
            if (!IsWord(protocol, 32))
            {
                errors.Add($"protocols: '{protocol}' is no protocol's name.");
            }
        }

        if (Lifetime is { } lifetime && (lifetime <= TimeSpan.Zero || lifetime > TimeSpan.FromDays(36500)))
        {
            errors.Add("expires: more than nothing and at most 36500 days.");
        }
    }

    private static bool IsWord(string? text, int maxLength) =>
        text is { Length: > 0 } && text.Length <= maxLength && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
