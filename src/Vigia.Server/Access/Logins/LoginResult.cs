using Vigia.Server.Access.Users;

namespace Vigia.Server.Access.Logins;

/// <summary>What came of a login.</summary>
/// <param name="Error">Of <see cref="AccessErrors"/>; null: the user is in.</param>
internal sealed record LoginResult(string? Error)
{
    /// <summary>Who is in.</summary>
    public User? User { get; init; }

    /// <summary>The session's id.</summary>
    public string? SessionId { get; init; }

    /// <summary>The value of the session's cookie.</summary>
    public string? Secret { get; init; }

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan RetryAfter { get; init; }
}
