using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>What happened to one message, oldest first.</summary>
public sealed record MessageTimeline
{
    /// <summary>The message's id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands now.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>The trace that its acceptance and every attempt belong to: 32 hexadecimal digits, or null.</summary>
    public string? TraceId { get; init; }

    /// <summary>The request that brought it, as the log lines name it, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>The newest 1,000 at most.</summary>
    public required IReadOnlyList<TimelineEvent> Events { get; init; }
}
