using System.Text.Json;
using Vigia.Console.Dashboards.Json;
using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Library;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Time;

namespace Vigia.Console.Dashboards.Components;

/// <summary>What a page makes of a layout: rows opened and closed, and the links at the top.</summary>
internal static class DashboardRows
{
    /// <summary>What tells a row from its repeated copies.</summary>
    public static string Key(LayoutItem row) => FormattableString.Invariant($"{row.Panel.Id} {Repeat(row)}");

    /// <summary>The variables that a copy stands for, as JSON; "" for none.</summary>
    public static string Repeat(LayoutItem item) =>
        item.Repeat.Count == 0 ? "" : JsonSerializer.Serialize(item.Repeat.ToDictionary(static pair => pair.Key, static pair => new[] { pair.Value }, StringComparer.Ordinal));

    /// <summary>The items that are seen, in their places: what a closed row hides is left out, and what is below moves up.</summary>
    /// <param name="layout">Everything, as the file has it.</param>
    /// <param name="toggled">The rows that a reader opened or closed.</param>
    public static IReadOnlyList<LayoutItem> Open(IReadOnlyList<LayoutItem> layout, IReadOnlySet<string> toggled)
    {
        var items = new List<LayoutItem>(layout.Count);
        int moved = 0;
        bool isHidden = false;
        int hiddenFrom = 0;
        int hiddenTo = 0;
        foreach (LayoutItem item in layout)
        {
            if (!item.Panel.IsRow)
            {
                if (isHidden)
                {
                    hiddenTo = Math.Max(hiddenTo, item.Position.Y + item.Position.Height);
                }
                else
                {
                    items.Add(Moved(item, moved));
                }

                continue;
            }

            moved -= isHidden ? hiddenTo - hiddenFrom : 0;
            items.Add(Moved(item, moved));
            bool isClosed = item.Panel.IsCollapsed != toggled.Contains(Key(item));
            isHidden = isClosed && !item.Panel.IsCollapsed;
            hiddenFrom = hiddenTo = item.Position.Y + 1;
            if (!isClosed && item.Panel.IsCollapsed)
            {
                items.AddRange(item.Items.Select(inner => Moved(inner, item.Position.Y + 1 + moved)));
                moved += item.Items.Count == 0 ? 0 : item.Items.Max(static inner => inner.Position.Y + inner.Position.Height);
            }
        }

        return items;
    }

    /// <summary>The links at the top of a dashboard: those to other dashboards one by one.</summary>
    /// <param name="dashboard">Whose.</param>
    /// <param name="all">All dashboards there are.</param>
    /// <param name="values">What variables in titles and addresses stand for; null while that is not known.</param>
    /// <param name="time">The range that goes along where a link says so.</param>
    /// <param name="variables">The variables as parameters, each with its ampersand.</param>
    public static IEnumerable<(DashboardLink Link, string Title, string Address)> Links(Dashboard dashboard, IReadOnlyList<DashboardEntry> all, TemplateValues? values, TimeState time, string variables)
    {
        foreach (DashboardLink link in dashboard.Links)
        {
            string query = (link.KeepsTime ? $"from={Uri.EscapeDataString(time.From)}&to={Uri.EscapeDataString(time.To)}" : "") + (link.KeepsVariables ? variables : "");
            if (link.IsDashboards)
            {
                foreach (DashboardEntry entry in all.Where(entry => link.Tags.All(tag => entry.Dashboard.Tags.Contains(tag))))
                {
                    yield return (link, entry.Dashboard.Title, $"/ui/d/{entry.Dashboard.Uid}?{query.TrimStart('&')}");
                }
            }
            else if (values is not null && LinkTarget(TemplateText.Expand(link.Url, values)) is { } address)
            {
                char separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
                yield return (link, TemplateText.Expand(link.Title, values, "text"), query.Length == 0 ? address : address + separator + query.TrimStart('&'));
            }
        }
    }

    /// <summary>Where a link leads: Grafana's own addresses of dashboards are this console's, below <c>/ui</c>; null where it may not be followed.</summary>
    private static string? LinkTarget(string url) => LinkAddress.Safe(url) switch
    {
        "" or "#" => null,
        ['/', 'd', '/', ..] own => "/ui" + own,
        var safe => safe,
    };

    private static LayoutItem Moved(LayoutItem item, int rows) => rows == 0 ? item : item with { Position = item.Position with { Y = item.Position.Y + rows } };
}
