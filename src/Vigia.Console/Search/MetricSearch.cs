using Vigia.Model.Metrics;

namespace Vigia.Console.Search;

/// <summary>Finds metric families by parts of their name or words of their help.</summary>
internal sealed class MetricSearch(IMetricCatalog catalog) : ISearchSource
{
    /// <summary>The most families that one search looks at.</summary>
    private const int MaxFamilies = 20_000;

    public Task<IReadOnlyList<SearchResult>> FindAsync(string text, int limit, CancellationToken cancellationToken)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IReadOnlyList<SearchResult> found =
        [
            .. catalog.Metadata(null, MaxFamilies, 1)
                .Select(family => (Name: family.Key, Help: family.Value is [{ } first, ..] ? first.Help : ""))
                .Where(family => words.All(word =>
                    family.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || family.Help.Contains(word, StringComparison.OrdinalIgnoreCase)))
                .OrderByDescending(family => family.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                .ThenBy(family => family.Name.Length)
                .Take(limit)
                .Select(static family => new SearchResult("SearchMetrics", family.Name, family.Help, "/ui/explore?q=" + Uri.EscapeDataString(family.Name))),
        ];
        return Task.FromResult(found);
    }
}
