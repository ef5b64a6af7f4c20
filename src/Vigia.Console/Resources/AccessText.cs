namespace Vigia.Console.Resources;

/// <summary>Names the texts of signing in, users and passwords.</summary>
public sealed class AccessText;
