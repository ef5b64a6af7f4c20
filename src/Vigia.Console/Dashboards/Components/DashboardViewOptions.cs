using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Components;

/// <summary>What <c>dashboard.js</c> is told; its fields are described there.</summary>
internal sealed record DashboardViewOptions
{
    public required string Dashboard { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Milliseconds; 0 is never.</summary>
    public long Refresh { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<AdhocFilter> Adhoc { get; init; } = [];

    public int GraphTooltip { get; init; }

    /// <summary>The panel that is shown alone; null is none.</summary>
    public string? View { get; init; }

    /// <summary>Links of panels' menus by panel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PanelMenuLink>> Links { get; init; } = new Dictionary<string, IReadOnlyList<PanelMenuLink>>();

    /// <summary>The address belongs to the page, not to the script.</summary>
    public bool KeepUrl { get; init; } = true;
}
