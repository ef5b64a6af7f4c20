using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Explain;

/// <summary>A group's say in whether an alert is told of.</summary>
public sealed record GroupExplanation
{
    /// <summary>Alertmanager's group key.</summary>
    public required string Key { get; init; }

    /// <summary>Who is told.</summary>
    public required string Receiver { get; init; }

    /// <summary>How long the group waits after its first alert.</summary>
    public required TimeSpan GroupWait { get; init; }

    /// <summary>How often it is looked at then.</summary>
    public required TimeSpan GroupInterval { get; init; }

    /// <summary>After which the same is told again.</summary>
    public required TimeSpan RepeatInterval { get; init; }

    /// <summary>Whether the group is there and holds the alert.</summary>
    public required bool HoldsAlert { get; init; }

    /// <summary>When it is looked at next; null where it is not there.</summary>
    public DateTimeOffset? NextFlush { get; init; }

    /// <summary>When it was looked at last.</summary>
    public DateTimeOffset? LastFlush { get; init; }

    /// <summary>What each way to the receiver did then.</summary>
    public IReadOnlyList<string> Decisions => [.. DecisionsSaid.Select(static decision => decision.Text)];

    /// <summary>The same, by code.</summary>
    public IReadOnlyList<CodedText> DecisionsSaid { get; init; } = [];

    /// <summary>What keeps the alert back on this route now: inhibited, muted, silenced or acknowledged; null: nothing.</summary>
    public SuppressionKind? SuppressedBy { get; init; }

    /// <summary>By which alert, interval, silence or person, in words.</summary>
    public string SuppressionReason => SuppressionSaid?.Text ?? "";

    /// <summary>The same, by code; null where nothing keeps it back.</summary>
    public CodedText? SuppressionSaid { get; init; }
}
