namespace Vigia.Server.Access.Audit;

/// <summary>One thing that somebody did.</summary>
public sealed record AuditEntry
{
    /// <summary>Grows with time.</summary>
    public required long Id { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who, see <see cref="Audit.Actor"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, see <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: a user's name, a token's or session's id.</summary>
    public string? Target { get; init; }

    /// <summary>What else is to be known; never a secret.</summary>
    public string? Details { get; init; }

    /// <summary>Where the actor came from.</summary>
    public string? Address { get; init; }
}
