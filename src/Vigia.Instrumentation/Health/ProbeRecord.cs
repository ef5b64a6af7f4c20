namespace Vigia.Instrumentation.Health;

/// <summary>A probe as last read, with its past.</summary>
internal sealed record ProbeRecord(string Name, object? Value, string? Unit, ResultTrail Trail);
