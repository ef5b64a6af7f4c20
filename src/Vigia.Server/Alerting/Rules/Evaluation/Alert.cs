using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>One alert of a rule as of its last evaluation. Immutable.</summary>
internal sealed record Alert
{
    /// <summary>Its identity: the series' labels without the metric's name, those of the rule, <c>alertname</c>.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>What is said of it; an annotation may be empty.</summary>
    public required IReadOnlyList<Label> Annotations { get; init; }

    /// <summary>Where it stands.</summary>
    public AlertState State { get; init; } = AlertState.Pending;

    /// <summary>The query's value when its series was last there; 0 for a histogram.</summary>
    public double Value { get; init; }

    /// <summary>Since when its series is there.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>Since when it fires; null while it is pending.</summary>
    public DateTimeOffset? FiredAt { get; init; }

    /// <summary>Since when it is over; null while it is not.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Since when it only fires because of <c>keep_firing_for</c>; null while its series is there.</summary>
    public DateTimeOffset? KeptSince { get; init; }
}
