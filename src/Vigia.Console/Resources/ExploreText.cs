namespace Vigia.Console.Resources;

/// <summary>Names the texts of Explore.</summary>
public sealed class ExploreText;
