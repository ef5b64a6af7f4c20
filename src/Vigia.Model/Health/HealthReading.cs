namespace Vigia.Model.Health;

/// <summary>What was found, how long that took, and what was found before.</summary>
public abstract record HealthReading
{
    /// <summary>How it is.</summary>
    public required HealthState Status { get; init; }

    /// <summary>What is wrong or worth knowing, or null.</summary>
    public string? Output { get; init; }

    /// <summary>When it was last checked, UTC; null: not yet.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>How long the last check took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>Since when the status is what it is, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last error, also where it is over.</summary>
    public string? LastError { get; init; }

    /// <summary>When the last error was seen, UTC.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    // A generated reader sets what an answer leaves out to null, over any default.
    /// <summary>The last results, newest first. The longer past is in the metrics <c>health_check_status</c> and <c>health_probe_status</c>.</summary>
    public IReadOnlyList<HealthPoint> History { get; init => field = value ?? []; } = [];
}
