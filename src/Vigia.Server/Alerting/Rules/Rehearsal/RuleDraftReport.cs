using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>What there is to say of rules that are being written.</summary>
internal sealed record RuleDraftReport
{
    /// <summary>The groups; none where the text is refused.</summary>
    public IReadOnlyList<RuleGroup> Groups { get; init; } = [];

    /// <summary>Errors and warnings of reading.</summary>
    public IReadOnlyList<ConfigurationIssue> Issues { get; init; } = [];

    /// <summary>What is valid and cannot mean what it says.</summary>
    public IReadOnlyList<LintFinding> Findings { get; init; } = [];

    /// <summary>What a rehearsal showed; empty where there was none.</summary>
    public IReadOnlyList<RehearsedRule> Rules { get; init; } = [];

    /// <summary>Whether an error keeps it from being taken.</summary>
    public bool IsRefused => Issues.Any(static issue => !issue.IsWarning);
}
