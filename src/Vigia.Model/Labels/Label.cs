namespace Vigia.Model.Labels;

/// <summary>A label's name and value. A value of "" means the same as no label.</summary>
public readonly record struct Label(string Name, string Value);
