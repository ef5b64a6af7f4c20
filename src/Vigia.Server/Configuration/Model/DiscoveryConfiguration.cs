namespace Vigia.Server.Configuration.Model;

/// <summary>Where a job's targets come from.</summary>
internal sealed record DiscoveryConfiguration
{
    /// <summary><c>static_configs</c>.</summary>
    public IReadOnlyList<TargetGroup> Static { get; init; } = [];

    /// <summary><c>file_sd_configs</c>.</summary>
    public IReadOnlyList<FileDiscoveryConfiguration> Files { get; init; } = [];

    /// <summary><c>http_sd_configs</c>.</summary>
    public IReadOnlyList<HttpDiscoveryConfiguration> Http { get; init; } = [];
}
