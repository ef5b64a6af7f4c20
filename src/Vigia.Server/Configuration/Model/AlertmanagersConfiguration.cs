using Vigia.Server.Relabeling;

namespace Vigia.Server.Configuration.Model;

/// <summary>An element of <c>alertmanagers</c>: servers that are spoken to alike.</summary>
internal sealed record AlertmanagersConfiguration
{
    public string Scheme { get; init; } = "http";

    /// <summary>What stands before <c>/api/v2/alerts</c>, without a slash at its end.</summary>
    public string PathPrefix { get; init; } = "";

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public HttpClientConfiguration Client { get; init; } = new();

    public IReadOnlyList<TargetGroup> Groups { get; init; } = [];

    /// <summary>Which of the servers, by their labels.</summary>
    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    /// <summary>What is done to the labels of each alert before it is sent to these.</summary>
    public IReadOnlyList<RelabelRule> AlertRelabelRules { get; init; } = [];
}
