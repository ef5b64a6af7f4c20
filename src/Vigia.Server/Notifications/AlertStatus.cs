using Vigia.Model.Labels;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications;

/// <summary>An alert as it is now.</summary>
public sealed record AlertStatus
{
    /// <summary>16 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What it is.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>What is said of it.</summary>
    public required LabelSet Annotations { get; init; }

    /// <summary>Since when it fires.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it resolved, or will be taken as resolved.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where its expression can be looked at.</summary>
    public required string GeneratorUrl { get; init; }

    /// <summary>Whether it no longer fires.</summary>
    public required bool IsResolved { get; init; }

    /// <summary>The receivers that its routes lead to.</summary>
    public required IReadOnlyList<string> Receivers { get; init; }

    /// <summary>The fingerprints of the alerts that inhibit it.</summary>
    public required IReadOnlyList<string> InhibitedBy { get; init; }

    /// <summary>The ids of the silences that hold for it.</summary>
    public required IReadOnlyList<string> SilencedBy { get; init; }

    /// <summary>Who has taken it on.</summary>
    public Acknowledgement? AcknowledgedBy { get; init; }
}
