using System.Text.Json.Serialization;

namespace Vigia.Model.Health;

/// <summary>A service's health with every dependency and its checks: <c>/health?details=true</c>, see <c>docs/formats/health.md</c>.</summary>
public sealed record ModuleHealth
{
    /// <summary>The worst of all, where an unhealthy optional dependency counts as degraded.</summary>
    public required HealthState Status { get; init; }

    /// <summary>When it was answered, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The service's version.</summary>
    public required string Version { get; init; }

    /// <summary>By dependency; <c>redis</c>, <c>kafka</c> and <c>database</c> are always there.</summary>
    [JsonPropertyName("details")]
    public IReadOnlyDictionary<string, DependencyHealth> Dependencies { get; init => field = value ?? new Dictionary<string, DependencyHealth>(); } = new Dictionary<string, DependencyHealth>();
}
