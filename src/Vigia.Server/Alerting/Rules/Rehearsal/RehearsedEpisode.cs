using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>One time that an alert would have fired.</summary>
internal sealed record RehearsedEpisode
{
    /// <summary>Which alert.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>What would have been said when it fired.</summary>
    public required IReadOnlyList<Label> Annotations { get; init; }

    /// <summary>The value then.</summary>
    public required double Value { get; init; }

    /// <summary>Since when it would have been pending.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>When it would have begun to fire.</summary>
    public required DateTimeOffset FiredAt { get; init; }

    /// <summary>When it would have been over; null where it still would fire at the end.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
}
