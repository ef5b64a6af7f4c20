using Vigia.Server.Notifications.Alerts;

namespace Vigia.Server.Notifications.Store;

/// <summary>What one way to a receiver was last told of a group. Immutable.</summary>
internal sealed record LogEntry
{
    public required LogKey Key { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The alerts that were firing.</summary>
    public required IReadOnlySet<AlertFingerprint> Firing { get; init; }

    /// <summary>The alerts that had resolved.</summary>
    public required IReadOnlySet<AlertFingerprint> Resolved { get; init; }

    /// <summary>The alerts that were told of as firing at some time and not yet as resolved, whether they are silenced by now or not.</summary>
    public required IReadOnlySet<AlertFingerprint> Open { get; init; }
}
