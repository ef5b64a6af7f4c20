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

    /// <summary>The kind of error of a dead, discarded, retrying or refused message.</summary>
    public string? ErrorType { get; init; }

    /// <summary>
    /// What id, type, sender, partition key, user id or last error contain. Case of ASCII letters makes no difference. Payloads
    /// are not searched, as that would give away what is masked.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>What the id begins with.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>The trace that it belongs to: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The id of the request that brought it, as log lines name it.</summary>
    public string? RequestId { get; init; }

    /// <summary>An exact partition key.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>An exact sender, for example <c>key:billing</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>Only these ids.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Rows at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }
}
