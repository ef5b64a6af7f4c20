using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Silences;

/// <summary>Keeps notices of alerts that match back for a time. Immutable.</summary>
public sealed record Silence
{
    /// <summary>A UUID; "" for one that is to be made.</summary>
    public string Id { get; init; } = "";

    /// <summary>All must match; at least one.</summary>
    public required IReadOnlyList<LabelMatcher> Matchers { get; init; }

    /// <summary>From when.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Why.</summary>
    public string Comment { get; init; } = "";

    /// <summary>What it is at a moment.</summary>
    public SilenceState StateAt(DateTimeOffset now) => now < StartsAt ? SilenceState.Pending : now >= EndsAt ? SilenceState.Expired : SilenceState.Active;
}
