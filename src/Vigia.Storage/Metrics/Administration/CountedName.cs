namespace Vigia.Storage.Metrics.Administration;

/// <summary>A name, value or pair of both (<c>name=value</c>), and how many of something it has.</summary>
public sealed record CountedName(string Name, long Count);
