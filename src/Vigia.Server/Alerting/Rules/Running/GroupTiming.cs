namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>How a group's evaluations went. Immutable.</summary>
internal sealed record GroupTiming
{
    /// <summary>Before the first.</summary>
    public static readonly GroupTiming None = new();

    /// <summary>The time that it was last evaluated for; null before the first.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>How long that took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often it was evaluated since the start.</summary>
    public long Count { get; init; }

    /// <summary>How many evaluations were left out because the one before took too long.</summary>
    public long Missed { get; init; }
}
