namespace Vigia.Server.Access.Audit;

/// <summary>Which entries to list, the newest first. What is null asks for nothing.</summary>
public sealed record AuditQuery
{
    /// <summary>The most entries that one answer holds.</summary>
    public const int MaxLimit = 500;

    /// <summary>Only entries with smaller ids: the <see cref="AuditPage.Next"/> of the page before.</summary>
    public long? Before { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Exactly this actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Exactly this action.</summary>
    public string? Action { get; init; }

    /// <summary>Exactly this target.</summary>
    public string? Target { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }
}
