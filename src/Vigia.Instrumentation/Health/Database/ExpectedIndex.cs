namespace Vigia.Instrumentation.Health.Database;

/// <summary>An index that the service counts on.</summary>
/// <param name="Name">The index's name.</param>
/// <param name="Query">
/// A query that must be answered with the index, or null to look only whether the index exists. The query is planned,
/// never run; it must hold literals instead of parameters and come from code, not from input. Used on SQLite only.
/// </param>
public sealed record ExpectedIndex(string Name, string? Query = null);
