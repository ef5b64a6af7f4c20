namespace Vigia.Model.Messages;

/// <summary>Who changed what, and when.</summary>
public sealed record AuditEntry
{
    /// <summary>Its place in the audit, from 1; 0 before it is written.</summary>
    public long Number { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The person, where the caller's token carries one; else the caller.</summary>
    public required string Actor { get; init; }

    /// <summary>The authenticated caller.</summary>
    public required string Subject { get; init; }

    /// <summary>For example <c>deadletter.replay</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The id or filter that it was done to.</summary>
    public required string Target { get; init; }

    /// <summary>More about it, or null.</summary>
    public string? Details { get; init; }
}
