using System.Text.Json;

namespace Vigia.Console.Dashboards.Model;

/// <summary>A panel in Grafana's current terms.</summary>
internal sealed record Panel
{
    public required long Id { get; init; }

    /// <summary>The type it is drawn as.</summary>
    public required string Type { get; init; }

    /// <summary>The type that the file names.</summary>
    public required string OriginalType { get; init; }

    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    public bool IsTransparent { get; init; }

    public GridPosition Position { get; init; } = new(0, 0, 12, 8);

    public DataSourceReference DataSource { get; init; } = DataSourceReference.Default;

    public IReadOnlyList<PanelTarget> Targets { get; init; } = [];

    /// <summary>The panel type's own options; undefined where the file has none.</summary>
    public JsonElement Options { get; init; }

    public FieldSettings Defaults { get; init; } = FieldSettings.Empty;

    public IReadOnlyList<FieldOverride> Overrides { get; init; } = [];

    public IReadOnlyList<Transformation> Transformations { get; init; } = [];

    public IReadOnlyList<PanelLink> Links { get; init; } = [];

    public PanelRepeat? Repeat { get; init; }

    /// <summary>Points across; 0: as many as the page is wide.</summary>
    public int MaxDataPoints { get; init; }

    /// <summary>The least interval, as Grafana writes durations; may hold variables.</summary>
    public string Interval { get; init; } = "";

    /// <summary>A range of its own: <c>1h</c> is the last hour.</summary>
    public string TimeFrom { get; init; } = "";

    /// <summary>How far back the range is moved.</summary>
    public string TimeShift { get; init; } = "";

    /// <summary>Whether a row hides its panels.</summary>
    public bool IsCollapsed { get; init; }

    /// <summary>The panels of a collapsed row.</summary>
    public IReadOnlyList<Panel> Panels { get; init; } = [];

    /// <summary>A shared panel's uid; "" where it is none. Its definition is not in the file.</summary>
    public string LibraryPanel { get; init; } = "";

    public bool IsRow => Type == "row";
}
