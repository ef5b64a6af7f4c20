namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>Something wrong in a field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Reason">What is wrong, and what to do.</param>
/// <param name="IsWarning">Whether the rule is taken nevertheless.</param>
internal sealed record RuleFieldIssue(RuleField Field, string Reason, bool IsWarning);
