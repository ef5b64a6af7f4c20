namespace Vigia.Model.Messages;

/// <summary>Which messages a search returns: every property that is set must fit. Newest first.</summary>
public sealed record MessageFilter
{
    /// <summary>An exact id.</summary>
    public string? Id { get; init; }

    /// <summary>An exact type.</summary>
    public string? Type { get; init; }

    /// <summary>A status.</summary>
    public MessageStatus? Status { get; init; }

    /// <summary>A protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>An exact user id.</summary>
    public string? UserId { get; init; }

    /// <summary>Received at or after, UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before, UTC.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The error kind of a dead letter.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Rows at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }
}
