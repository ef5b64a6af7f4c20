using Vigia.Model.Labels;

namespace Vigia.Server.Scraping.Targets;

/// <summary>An active target as <c>/api/v1/targets</c> shows it.</summary>
internal sealed record TargetStatus
{
    public required LabelSet DiscoveredLabels { get; init; }

    public required LabelSet Labels { get; init; }

    /// <summary>The job.</summary>
    public required string ScrapePool { get; init; }

    public required Uri ScrapeUrl { get; init; }

    /// <summary>Why the last scrape failed; "" where it did not.</summary>
    public required string LastError { get; init; }

    /// <summary>When the last scrape began; null where there was none.</summary>
    public DateTimeOffset? LastScrape { get; init; }

    public TimeSpan LastScrapeDuration { get; init; }

    public TargetHealth Health { get; init; }

    public TimeSpan ScrapeInterval { get; init; }

    public TimeSpan ScrapeTimeout { get; init; }
}
