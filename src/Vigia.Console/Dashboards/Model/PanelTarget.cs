namespace Vigia.Console.Dashboards.Model;

/// <summary>One query of a panel.</summary>
internal sealed record PanelTarget
{
    public required string RefId { get; init; }

    public string Expression { get; init; } = "";

    /// <summary><c>{{label}}</c>, <c>__auto</c>, or "" for the series' name with its labels.</summary>
    public string LegendFormat { get; init; } = "";

    /// <summary><c>time_series</c>, <c>table</c> or <c>heatmap</c>.</summary>
    public string Format { get; init; } = "time_series";

    public bool IsInstant { get; init; }

    /// <summary>Whether the range is asked for too; always where <see cref="IsInstant"/> is not set.</summary>
    public bool IsRange { get; init; } = true;

    /// <summary>Asked for only where another query needs it: left out.</summary>
    public bool IsHidden { get; init; }

    public bool HasExemplars { get; init; }

    /// <summary>The least step, as Grafana writes durations; may hold variables.</summary>
    public string Interval { get; init; } = "";

    /// <summary>The step is so many times the interval.</summary>
    public int IntervalFactor { get; init; } = 1;

    public DataSourceReference DataSource { get; init; } = DataSourceReference.Default;

    /// <summary>The panel whose result a query of the data source <c>-- Dashboard --</c> shows.</summary>
    public long SourcePanel { get; init; }
}
