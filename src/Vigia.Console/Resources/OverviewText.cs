namespace Vigia.Console.Resources;

/// <summary>Names the texts of the overview.</summary>
public sealed class OverviewText;
