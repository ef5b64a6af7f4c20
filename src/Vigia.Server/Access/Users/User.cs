namespace Vigia.Server.Access.Users;

/// <summary>Who may log in to the console.</summary>
public sealed record User
{
    /// <summary>Never changes and is not given again: <c>u_</c> and 8 characters.</summary>
    public required string Id { get; init; }

    /// <summary>What the user types to log in, in lower case.</summary>
    public required string Name { get; init; }

    /// <summary>What the user may do.</summary>
    public required UserRole Role { get; init; }

    /// <summary>Whether the user may not log in.</summary>
    public required bool IsDisabled { get; init; }

    /// <summary>Whether the user has to choose a new password before anything else.</summary>
    public required bool MustChangePassword { get; init; }

    /// <summary>When the user was added, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When password, role or state last changed, UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When the user last logged in, UTC; null: never.</summary>
    public DateTimeOffset? LastLoginAt { get; init; }

    /// <summary>The console's language as a BCP 47 tag; null: the browser's.</summary>
    public string? Language { get; init; }

    /// <summary>The console's theme by its name there; null: the system's.</summary>
    public string? Theme { get; init; }
}
