namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>A field of a rule's form.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Index">Which of several labels or annotations; else 0.</param>
internal readonly record struct RuleField(RuleFieldKind Kind, int Index = 0);
