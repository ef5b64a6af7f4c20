using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Alerts;

/// <summary>What is known of one alert. Immutable: a newer state is another one.</summary>
internal sealed record StoredAlert
{
    public required LabelSet Labels { get; init; }

    public required AlertFingerprint Fingerprint { get; init; }

    public required LabelSet Annotations { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string GeneratorUrl { get; init; } = "";

    /// <summary>Whether the source gave no end, so that it only counts as ended when nothing more is heard.</summary>
    public bool IsTimeout { get; init; }

    /// <summary>Whether it no longer fires.</summary>
    public bool IsResolvedAt(DateTimeOffset now) => EndsAt <= now;

    /// <summary>One that holds what two states of the same alert say, as Alertmanager joins them.</summary>
    public static StoredAlert Merge(StoredAlert a, StoredAlert b, DateTimeOffset now)
    {
        (StoredAlert older, StoredAlert newer) = b.UpdatedAt < a.UpdatedAt ? (b, a) : (a, b);
        DateTimeOffset end = newer.EndsAt;
        if (older.EndsAt > end && (newer.IsResolvedAt(now) ? older.IsResolvedAt(now) : !older.IsTimeout))
        {
            end = older.EndsAt;
        }

        return newer with { StartsAt = older.StartsAt < newer.StartsAt ? older.StartsAt : newer.StartsAt, EndsAt = end };
    }

    /// <summary>Whether the times of two states of an alert overlap, so that they are one.</summary>
    public static bool Overlaps(StoredAlert old, StoredAlert next) =>
        (next.EndsAt > old.StartsAt && next.EndsAt < old.EndsAt) || (next.StartsAt > old.StartsAt && next.StartsAt < old.EndsAt);
}
