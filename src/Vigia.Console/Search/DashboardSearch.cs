using Vigia.Console.Dashboards.Components;
using Vigia.Console.Dashboards.Library;

namespace Vigia.Console.Search;

/// <summary>Finds dashboards by words of their title, description, folder and tags.</summary>
internal sealed class DashboardSearch(DashboardLibrary library) : ISearchSource
{
    public Task<IReadOnlyList<SearchResult>> FindAsync(string text, int limit, CancellationToken cancellationToken)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IReadOnlyList<SearchResult> found =
        [
            .. library.All.Where(entry => words.All(word => DashboardWords.Has(entry, word)))
                .Take(limit)
                .Select(static entry => new SearchResult("SearchDashboards", entry.Dashboard.Title, entry.Folder, "/ui/d/" + entry.Dashboard.Uid)),
        ];
        return Task.FromResult(found);
    }
}
