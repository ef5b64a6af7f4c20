using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules;

/// <summary>A file of rules. Immutable.</summary>
internal sealed record RuleFile
{
    /// <summary>Its path as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>Its groups in their order.</summary>
    public required IReadOnlyList<RuleGroup> Groups { get; init; }

    /// <summary>What is without effect in it.</summary>
    public IReadOnlyList<ConfigurationIssue> Warnings { get; init; } = [];

    /// <summary>How many rules it holds.</summary>
    public int RuleCount => Groups.Sum(static group => group.Rules.Count);
}
