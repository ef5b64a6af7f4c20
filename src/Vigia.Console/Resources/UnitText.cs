namespace Vigia.Console.Resources;

/// <summary>Names the words around times.</summary>
public sealed class UnitText;
