using System.Collections.Immutable;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Layout;

/// <summary>Places panels on the grid, those and rows that are repeated once for each selected value, moves down what is below them, and closes gaps.</summary>
internal static class DashboardLayout
{
    /// <summary>Panels in all, copies too; the rest is left out.</summary>
    public const int MaxItems = 500;

    public static IReadOnlyList<LayoutItem> Place(Dashboard dashboard, TemplateValues values)
    {
        var items = new List<LayoutItem>();
        int y = 0;
        foreach ((Panel? row, List<Panel> panels) in Sections(dashboard.Panels))
        {
            foreach (ImmutableDictionary<string, string> repeat in Repeats(row?.Repeat, values.Scope, ImmutableDictionary<string, string>.Empty))
            {
                y = PlaceSection(row, panels, repeat, y, values, items);
            }
        }

        return items;
    }

    private static int PlaceSection(Panel? row, List<Panel> panels, ImmutableDictionary<string, string> repeat, int y, TemplateValues values, List<LayoutItem> items)
    {
        var below = new List<LayoutItem>();
        int height = PlacePanels(row is { IsCollapsed: true } ? row.Panels : panels, repeat, values, items.Count, below);
        if (row is null)
        {
            items.AddRange(below.Select(item => item with { Position = item.Position with { Y = item.Position.Y + y } }));
            return y + height;
        }

        if (items.Count < MaxItems)
        {
            items.Add(new LayoutItem
            {
                Panel = row,
                Position = new GridPosition(0, y, GridPosition.Columns, 1),
                Repeat = repeat,
                Title = Title(row, repeat, values),
                Items = row.IsCollapsed ? below : [],
            });
        }

        if (row.IsCollapsed)
        {
            return y + 1;
        }

        items.AddRange(below.Select(item => item with { Position = item.Position with { Y = item.Position.Y + y + 1 } }));
        return y + 1 + height;
    }

    /// <summary>Places panels from 0 downwards; returns how high they are.</summary>
    private static int PlacePanels(IReadOnlyList<Panel> panels, ImmutableDictionary<string, string> repeat, TemplateValues values, int used, List<LayoutItem> into)
    {
        int top = panels.Count == 0 ? 0 : panels.Min(static panel => panel.Position.Y);
        int pushed = 0;
        int pending = 0;
        int line = top;
        var placed = new List<LayoutItem>(panels.Count);
        foreach (Panel panel in panels.OrderBy(static panel => panel.Position.Y).ThenBy(static panel => panel.Position.X))
        {
            if (panel.Position.Y > line)
            {
                (line, pushed, pending) = (panel.Position.Y, pushed + pending, 0);
            }

            int y = panel.Position.Y - top + pushed;
            ImmutableDictionary<string, string>[] copies = [.. Repeats(panel.Repeat, values.Scope, repeat)];
            int height = Copies(panel, copies, y, values, MaxItems - used, placed);
            pending = Math.Max(pending, height - panel.Position.Height);
        }

        return Compact(placed, into);
    }

    /// <summary>
    /// Moves panels up until they stand on one another, and down where they would lie over one another, from the top and the left; returns how
    /// high they are. Grafana's grid does so with every file, so files have gaps and overlaps that nobody ever saw.
    /// </summary>
    private static int Compact(List<LayoutItem> placed, List<LayoutItem> into)
    {
        Span<int> heights = stackalloc int[GridPosition.Columns];
        int bottom = 0;
        foreach (LayoutItem item in placed.OrderBy(static item => item.Position.Y).ThenBy(static item => item.Position.X))
        {
            Span<int> columns = heights.Slice(item.Position.X, item.Position.Width);
            int y = 0;
            foreach (int height in columns)
            {
                y = Math.Max(y, height);
            }

            columns.Fill(y + item.Position.Height);
            bottom = Math.Max(bottom, y + item.Position.Height);
            into.Add(item.Position.Y == y ? item : item with { Position = item.Position with { Y = y } });
        }

        return bottom;
    }

    private static int Copies(Panel panel, ImmutableDictionary<string, string>[] copies, int y, TemplateValues values, int room, List<LayoutItem> into)
    {
        bool isBeside = panel.Repeat is { IsVertical: false };
        int width = isBeside ? Math.Max(1, GridPosition.Columns / Math.Clamp(copies.Length, 1, panel.Repeat!.MaxPerRow)) : panel.Position.Width;
        int x = isBeside ? 0 : panel.Position.X;
        int at = y;
        for (int i = 0; i < copies.Length && into.Count < room; i++)
        {
            if (i > 0 && isBeside)
            {
                x += width;
                (x, at) = x + width > GridPosition.Columns ? (0, at + panel.Position.Height) : (x, at);
            }
            else if (i > 0)
            {
                at += panel.Position.Height;
            }

            into.Add(new LayoutItem
            {
                Panel = panel,
                Position = new GridPosition(x, at, width, panel.Position.Height),
                Repeat = copies[i],
                Title = Title(panel, copies[i], values),
            });
        }

        return at - y + panel.Position.Height;
    }

    private static string Title(Panel panel, ImmutableDictionary<string, string> repeat, TemplateValues values)
    {
        VariableScope scope = repeat.Aggregate(values.Scope, static (scope, pair) => scope.With(pair.Key, VariableValue.Of(pair.Value)));
        return TemplateText.Expand(panel.Title, values with { Scope = scope }, "text");
    }

    private static IEnumerable<ImmutableDictionary<string, string>> Repeats(PanelRepeat? repeat, VariableScope scope, ImmutableDictionary<string, string> outer)
    {
        IReadOnlyList<string> values = repeat is null ? [] : scope.Find(repeat.Variable)?.Values ?? [];
        return values.Count == 0 || outer.ContainsKey(repeat!.Variable) ? [outer] : values.Take(MaxItems).Select(value => outer.SetItem(repeat.Variable, value));
    }

    /// <summary>What stands before the first row, and each row with the panels up to the next one.</summary>
    private static List<(Panel? Row, List<Panel> Panels)> Sections(IReadOnlyList<Panel> panels)
    {
        var sections = new List<(Panel?, List<Panel>)>();
        (Panel? Row, List<Panel> Panels) section = (null, []);
        foreach (Panel panel in panels)
        {
            if (!panel.IsRow)
            {
                section.Panels.Add(panel);
                continue;
            }

            if (section.Row is not null || section.Panels.Count > 0)
            {
                sections.Add(section);
            }

            // Old exports of collapsed rows left the panels behind them.
            section = (panel, []);
        }

        sections.Add(section);
        return sections;
    }
}
