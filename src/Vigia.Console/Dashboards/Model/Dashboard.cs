namespace Vigia.Console.Dashboards.Model;

/// <summary>A Grafana dashboard in one form, whatever version it was written for. Immutable; safe from any thread.</summary>
internal sealed record Dashboard
{
    public required string Uid { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The folder that the file asks for; "" is the general one.</summary>
    public string Folder { get; init; } = "";

    /// <summary>In order of their places. A collapsed row holds its panels; those of an open row follow it.</summary>
    public IReadOnlyList<Panel> Panels { get; init; } = [];

    public IReadOnlyList<DashboardVariable> Variables { get; init; } = [];

    public IReadOnlyList<AnnotationQuery> Annotations { get; init; } = [];

    /// <summary>Links at the top, in order.</summary>
    public IReadOnlyList<DashboardLink> Links { get; init; } = [];

    /// <summary>What an export asks its importer for.</summary>
    public IReadOnlyList<DashboardInput> Inputs { get; init; } = [];

    /// <summary>The time range to begin with, as Grafana writes it: <c>now-6h</c>.</summary>
    public string From { get; init; } = "now-6h";

    /// <summary>Its end.</summary>
    public string To { get; init; } = "now";

    /// <summary>How often the page asks again, as Grafana writes it; "" is never.</summary>
    public string Refresh { get; init; } = "";

    /// <summary><c>browser</c>, <c>utc</c> or an IANA name.</summary>
    public string TimeZone { get; init; } = "browser";

    /// <summary>0: each panel its own; 1: the crosshair is shared; 2: the tooltip too.</summary>
    public int GraphTooltip { get; init; }

    /// <summary>The version that the file says it was written for; 0 where it says none.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>What was odd in the file and how it was taken.</summary>
    public IReadOnlyList<DashboardNotice> Notices { get; init; } = [];

    /// <summary>All panels but rows, those within collapsed rows too.</summary>
    public IEnumerable<Panel> AllPanels => Panels.SelectMany(static panel => panel.IsRow ? panel.Panels : [panel]);

    /// <summary>The panel with this id; null where there is none.</summary>
    public Panel? Find(long id) =>
        Panels.FirstOrDefault(panel => panel.Id == id) ?? AllPanels.FirstOrDefault(panel => panel.Id == id);
}
