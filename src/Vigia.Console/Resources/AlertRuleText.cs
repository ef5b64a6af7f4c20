namespace Vigia.Console.Resources;

/// <summary>Names the texts of rules.</summary>
public sealed class AlertRuleText;
