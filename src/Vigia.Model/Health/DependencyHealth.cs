namespace Vigia.Model.Health;

/// <summary>One dependency as last checked.</summary>
public sealed record DependencyHealth : HealthReading
{
    /// <summary>Whether the service does its own work without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Its checks by name; empty where it is not configured or was not checked yet. <see cref="GuideChecks"/> names those to expect.</summary>
    public IReadOnlyDictionary<string, DependencyCheck> Checks { get; init => field = value ?? new Dictionary<string, DependencyCheck>(); } = new Dictionary<string, DependencyCheck>();
}
