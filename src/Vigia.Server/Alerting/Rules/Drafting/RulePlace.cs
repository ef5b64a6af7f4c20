namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>Where a rule stands in a file.</summary>
/// <param name="Group">The group's name; one that the file does not have is made.</param>
/// <param name="Index">Which of the group's rules, from 0; null for a new one behind them.</param>
internal readonly record struct RulePlace(string Group, int? Index = null);
