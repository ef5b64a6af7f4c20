using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Vigia.Console.Time;

namespace Vigia.Console.Overviews;

/// <summary>What js/overview.js draws, and with which words.</summary>
internal sealed record OverviewView(
    ViewRange Range, JsonObject Figures, IReadOnlyList<OverviewView.Figure> Cards, IReadOnlyList<OverviewView.Panel> Panels, IReadOnlyDictionary<string, string> Texts)
{
    private static readonly string[] TextKeys =
    [
        "AllWell", "OneCritical", "ManyCritical", "OneAlert", "ManyAlerts", "ModuleDown", "OneUnhealthy", "ManyUnhealthy", "OneDegraded", "ManyDegraded", "Unknown", "Module", "Monitor", "In7Days", "NoWeek",
        "Unchanged", "Oldest", "QueueEmpty", "Healthy", "Degraded", "Unhealthy", "NotConfigured", "database", "redis", "kafka",
    ];

    public static OverviewView Of(IStringLocalizer texts, ViewRange range) => new(
        range,
        OverviewPanel.Figures(),
        [.. OverviewFigure.All.Select(static figure => new Figure(figure.Name, figure.Unit, figure.Better, figure.Color, figure.SecondUnit, figure.Decimals))],
        [.. OverviewPanel.All.Select(static panel => new Panel(panel.Name, panel.Kind, panel.Definition))],
        TextKeys.ToDictionary(static key => key, key => texts[key].Value, StringComparer.Ordinal));

    internal sealed record Figure(string Name, string Unit, string Better, string Color, string? SecondUnit, int? Decimals);

    internal sealed record Panel(string Name, string Kind, JsonObject Definition);
}
