namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>A line of a rule's graph.</summary>
/// <param name="Query">What is drawn.</param>
/// <param name="Bound">The constant that it is compared with; null where it is compared with none.</param>
/// <param name="IsUpper">Whether the condition holds above the bound.</param>
internal sealed record RuleCurve(string Query, double? Bound, bool IsUpper);
