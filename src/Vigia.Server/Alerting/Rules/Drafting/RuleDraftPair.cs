namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>A label or annotation that is being written.</summary>
internal readonly record struct RuleDraftPair(string Name, string Value);
