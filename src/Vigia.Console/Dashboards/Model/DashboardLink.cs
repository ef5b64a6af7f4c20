namespace Vigia.Console.Dashboards.Model;

/// <summary>A link at the top of a dashboard.</summary>
internal sealed record DashboardLink
{
    public string Title { get; init; } = "";

    /// <summary>Where it leads; may hold variables. "" where <see cref="Tags"/> say to which dashboards.</summary>
    public string Url { get; init; } = "";

    /// <summary>Leads to the dashboards that have all of these tags; with none, to all.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether it leads to dashboards rather than to <see cref="Url"/>.</summary>
    public bool IsDashboards { get; init; }

    /// <summary>Whether the time range goes along.</summary>
    public bool KeepsTime { get; init; }

    /// <summary>Whether the variables' values go along.</summary>
    public bool KeepsVariables { get; init; }

    public bool OpensNewTab { get; init; }
}
