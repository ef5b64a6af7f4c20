using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Rehearsal;

namespace Vigia.Console.Alerts;

/// <summary>What is known of a rule that is being written. Immutable.</summary>
public sealed record RuleTrial
{
    /// <summary>What is drawn.</summary>
    internal IReadOnlyList<RuleCurve> Curves { get; init; } = [];

    /// <summary>What a lint finds in it.</summary>
    internal IReadOnlyList<LintFinding> Findings { get; init; } = [];

    /// <summary>What it finds now; null while that is not known.</summary>
    internal RulePreview? Preview { get; init; }

    /// <summary>What it would have done; null while that is not known.</summary>
    internal RehearsedRule? Rehearsed { get; init; }

    /// <summary>Why that cannot be known.</summary>
    internal string? Problem { get; init; }

    /// <summary>The time of the rehearsal.</summary>
    internal RehearsalSpan Span { get; init; }
}
