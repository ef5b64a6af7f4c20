using Vigia.Console.Time;

namespace Vigia.Console.Explore;

/// <summary>What js/explore.js shows.</summary>
/// <param name="Queries">The queries that are not left out.</param>
/// <param name="View"><c>graph</c>, <c>table</c> or <c>both</c>.</param>
/// <param name="Range">The time range.</param>
/// <param name="Texts">Words in the reader's language.</param>
internal sealed record ExploreScreen(IReadOnlyList<ExploreScreen.Query> Queries, string View, ViewRange Range, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>A query and its letter.</summary>
    internal sealed record Query(string RefId, string Expr);
}
