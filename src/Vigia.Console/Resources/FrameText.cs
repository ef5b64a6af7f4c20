namespace Vigia.Console.Resources;

/// <summary>Names the texts of the frame around every page.</summary>
public sealed class FrameText;
