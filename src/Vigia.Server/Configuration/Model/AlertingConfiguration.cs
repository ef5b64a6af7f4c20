using Vigia.Server.Relabeling;

namespace Vigia.Server.Configuration.Model;

/// <summary><c>alerting</c>: the outside Alertmanagers that alerts of rules are sent to.</summary>
internal sealed record AlertingConfiguration
{
    /// <summary>What is done to the labels of each alert before it is sent to any of them.</summary>
    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    public IReadOnlyList<AlertmanagersConfiguration> Alertmanagers { get; init; } = [];
}
