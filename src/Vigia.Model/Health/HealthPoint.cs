namespace Vigia.Model.Health;

/// <summary>One past result.</summary>
/// <param name="CheckedAt">When, UTC.</param>
/// <param name="Status">What was found.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
public sealed record HealthPoint(DateTimeOffset CheckedAt, HealthState Status, double DurationMs);
