namespace Vigia.Console.Dashboards;

/// <summary>Dashboards and their queries. Section <c>Monitor:Dashboards</c>.</summary>
internal sealed class DashboardOptions
{
    /// <summary>The folder of dashboards that come with the installation; never written. Null: <c>dashboards</c> beside <c>prometheus.yml</c>.</summary>
    public string? ProvisionedFolder { get; set; }

    /// <summary>How often the provisioned folder is looked at.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Earlier versions kept of each of the user's dashboards.</summary>
    public int KeepVersions { get; set; } = 20;

    /// <summary>Dashboards of the user's.</summary>
    public int MaxDashboards { get; set; } = 2000;

    /// <summary>What Grafana calls the data source's scrape interval: the least step, and the base of <c>$__rate_interval</c>.</summary>
    public TimeSpan ScrapeInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Series that one query of a panel may show; more are left out with a warning.</summary>
    public int MaxSeries { get; set; } = 2000;

    /// <summary>Values that one variable may have; more are left out with a notice.</summary>
    public int MaxVariableValues { get; set; } = 1000;

    /// <summary>How long a query's value may be shown again, at most.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Values kept for that.</summary>
    public int MaxCachedQueries { get; set; } = 512;

    /// <summary>Samples kept for that, over all values; each is 16 bytes.</summary>
    public long MaxCachedSamples { get; set; } = 2_000_000;

    /// <summary>Panels' answers kept for those who ask the same.</summary>
    public int MaxCachedAnswers { get; set; } = 512;

    /// <summary>Bytes kept for that, over all answers.</summary>
    public long MaxCachedAnswerBytes { get; set; } = 64 * 1024 * 1024;
}
