using Vigia.Server.Alerting.Rules.Lint;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>What there is to say of a rule that is being written, before it runs. Immutable.</summary>
internal sealed record RuleDraftCheck
{
    /// <summary>The file with the rule in it; null where it cannot be put in.</summary>
    public RuleFileChange? Change { get; init; }

    /// <summary>Errors and warnings, each at its field.</summary>
    public IReadOnlyList<RuleFieldIssue> Issues { get; init; } = [];

    /// <summary>What is valid and cannot mean what it says, in this rule.</summary>
    public IReadOnlyList<LintFinding> Findings { get; init; } = [];

    /// <summary>The group, with this rule alone; null where there are errors.</summary>
    public RuleGroup? Group { get; init; }

    /// <summary>The rule; null where there are errors.</summary>
    public Rule? Rule => Group?.Rules[0];

    /// <summary>Whether an error keeps it from being taken.</summary>
    public bool IsRefused => Issues.Any(static issue => !issue.IsWarning);
}
