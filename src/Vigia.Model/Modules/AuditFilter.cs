namespace Vigia.Model.Modules;

/// <summary>Which audit entries are read: every property that is set must fit. Newest first.</summary>
public sealed record AuditFilter
{
    /// <summary>Exactly this person or caller.</summary>
    public string? Actor { get; init; }

    /// <summary>Exactly this action, for example <c>deadletter.edit</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Exactly this target, for example a message's id; finds the single messages of changes to many, too.</summary>
    public string? Target { get; init; }

    /// <summary>At or after, UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before, UTC.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only entries with a lower <see cref="Messages.AuditEntry.Number"/>: the last one's of the page before.</summary>
    public long? Before { get; init; }

    /// <summary>Entries at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}
