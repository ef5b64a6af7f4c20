namespace Vigia.Console.Explore;

/// <summary>A query to look through for errors.</summary>
internal sealed record CheckRequest(string? Query);
