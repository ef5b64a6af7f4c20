namespace Vigia.Console.Dashboards.Queries;

/// <summary>What a query's data source is to this monitor.</summary>
internal enum DataSourceKind
{
    /// <summary>This monitor's own metrics.</summary>
    Prometheus,

    /// <summary>Each query names its own.</summary>
    Mixed,

    /// <summary>Another panel's result.</summary>
    Dashboard,

    /// <summary>Grafana's own test data and annotations.</summary>
    Grafana,

    /// <summary>A calculation of Grafana's over other queries.</summary>
    Expression,

    /// <summary>A server of another kind.</summary>
    Other,
}
