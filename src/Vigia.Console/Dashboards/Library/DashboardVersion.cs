namespace Vigia.Console.Dashboards.Library;

/// <summary>An earlier version of a dashboard.</summary>
/// <param name="Number">Counts up with each save.</param>
/// <param name="Saved">When it was replaced or deleted.</param>
/// <param name="Bytes">The file's length.</param>
internal sealed record DashboardVersion(int Number, DateTimeOffset Saved, long Bytes);
