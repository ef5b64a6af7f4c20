using Vigia.Console.Search;
using Vigia.Server.Notifications;

namespace Vigia.Console.Alerts;

/// <summary>Finds firing alerts by parts of their labels and annotations.</summary>
internal sealed class AlertSearch(IAlertService alerts) : ISearchSource
{
    public Task<IReadOnlyList<SearchResult>> FindAsync(string text, int limit, CancellationToken cancellationToken)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IReadOnlyList<SearchResult> found =
        [
            .. alerts.Alerts()
                .Where(alert => words.All(word => Has(alert, word)))
                .OrderByDescending(static alert => alert.StartsAt)
                .Take(limit)
                .Select(static alert => new SearchResult(
                    "SearchAlerts", alert.Labels["alertname"], alert.Annotations["summary"], "/ui/alerts?q=" + Uri.EscapeDataString(AlertDesk.Text(alert.Labels)))),
        ];
        return Task.FromResult(found);
    }

    private static bool Has(AlertStatus alert, string word) =>
        alert.Labels.Any(label => label.Value.Contains(word, StringComparison.OrdinalIgnoreCase))
        || alert.Annotations.Any(annotation => annotation.Value.Contains(word, StringComparison.OrdinalIgnoreCase));
}
