namespace Vigia.Server.Access.Logins;

/// <summary>Somebody who wants in.</summary>
internal sealed record LoginRequest
{
    /// <summary>As it was typed.</summary>
    public required string UserName { get; init; }

    public required string Password { get; init; }

    /// <summary>What counts as one place when failures are counted.</summary>
    public required string Place { get; init; }

    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The session that the browser has already, which the new one takes the place of.</summary>
    public string? OldSessionId { get; init; }
}
