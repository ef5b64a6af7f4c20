namespace Vigia.Console.Resources;

/// <summary>Names the texts of the health page.</summary>
public sealed class HealthText;
