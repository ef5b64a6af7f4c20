namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>Who an alert would be told to, and when.</summary>
internal sealed record RehearsalRoute
{
    /// <summary>What tells routes apart that are otherwise the same.</summary>
    public string Id { get; init; } = "";

    /// <summary>The receiver's name; "" where no routes are known.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>The labels whose values make a group; null for all labels.</summary>
    public IReadOnlyList<string>? GroupBy { get; init; } = [];

    /// <summary>From a group's first alert to its first notice.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From one look at a group to the next.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often is told what has not changed.</summary>
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Whether it is told that something is over.</summary>
    public bool SendsResolved { get; init; } = true;

    /// <summary>Whether the route says nothing at a moment; null where it always may.</summary>
    public Func<DateTimeOffset, bool>? IsMuted { get; init; }
}
