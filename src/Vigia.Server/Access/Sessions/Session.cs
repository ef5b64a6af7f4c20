namespace Vigia.Server.Access.Sessions;

/// <summary>A user's login at one browser.</summary>
public sealed record Session
{
    /// <summary>Names the session in lists and the audit; no secret: <c>s_</c> and 8 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserName { get; init; }

    /// <summary>When the user logged in, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, UTC.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it ends if it is not used again, UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where the user logged in from.</summary>
    public string? Address { get; init; }

    /// <summary>What the browser calls itself, at most 200 characters. The browser's word, so anything may stand here.</summary>
    public string? UserAgent { get; init; }
}
