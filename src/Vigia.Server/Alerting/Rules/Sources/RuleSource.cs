using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Sources;

/// <summary>One file of rules, as it holds. Immutable.</summary>
internal sealed record RuleSource
{
    /// <summary>The name that users and the history know it by: the file's, such as <c>vigia.yml</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The file that is read.</summary>
    public required string Path { get; init; }

    /// <summary>The file that comes with the installation; null where there is only the user's.</summary>
    public string? ShippedPath { get; init; }

    /// <summary>Whether <see cref="Path"/> is the user's, in the overlay.</summary>
    public required bool IsOwn { get; init; }

    /// <summary>What its state goes by: the same whether the user's file lies over it or not.</summary>
    public string Key => ShippedPath ?? Path;

    /// <summary>What it holds; null where it is refused.</summary>
    public RuleFile? File { get; init; }

    /// <summary>Its errors and warnings.</summary>
    public IReadOnlyList<ConfigurationIssue> Issues { get; init; } = [];
}
