namespace Vigia.Console.Resources;

/// <summary>What a lint of rules says, by the key of its sentence.</summary>
public sealed class LintText;
