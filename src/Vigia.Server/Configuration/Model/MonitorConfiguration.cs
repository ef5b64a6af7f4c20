using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Configuration.Model;

/// <summary>A <c>prometheus.yml</c>, read and checked. Immutable; swapped whole on a reload.</summary>
internal sealed record MonitorConfiguration
{
    /// <summary>The file, as an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The configuration as YAML, secrets as <c>&lt;secret&gt;</c>: for <c>/api/v1/status/config</c>.</summary>
    public required string Text { get; init; }

    public GlobalConfiguration Global { get; init; } = new();

    public IReadOnlyList<ScrapeConfiguration> ScrapeConfigs { get; init; } = [];

    /// <summary>Absolute patterns of the files that hold further jobs; those are in <see cref="ScrapeConfigs"/> already.</summary>
    public IReadOnlyList<string> ScrapeConfigFiles { get; init; } = [];

    /// <summary>Absolute patterns of rule files.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    public IReadOnlyList<RemoteWriteConfiguration> RemoteWrites { get; init; } = [];

    public StorageConfiguration Storage { get; init; } = new();

    public OtlpConfiguration Otlp { get; init; } = new();

    public AlertingConfiguration Alerting { get; init; } = new();

    /// <summary>What was taken and has no effect.</summary>
    public IReadOnlyList<ConfigurationIssue> Warnings { get; init; } = [];
}
