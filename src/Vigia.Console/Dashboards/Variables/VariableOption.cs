namespace Vigia.Console.Dashboards.Variables;

/// <summary>One choice of a variable.</summary>
public sealed record VariableOption(string Text, string Value);
