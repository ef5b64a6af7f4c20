using Vigia.Server.Scraping.Cardinality;
using Vigia.Server.Scraping.Targets;

namespace Vigia.Server.Scraping;

/// <summary>What there is to show of scraping. Safe from any thread; each call is a picture of its moment.</summary>
internal interface IScrapeStatus
{
    /// <summary>The jobs, in the order of the configuration.</summary>
    IReadOnlyList<string> Pools { get; }

    /// <summary>Active targets of one job, or of all.</summary>
    IReadOnlyList<TargetStatus> ActiveTargets(string? pool = null);

    /// <summary>Dropped targets of one job, or of all; of each job as many as <c>keep_dropped_targets</c> says.</summary>
    IReadOnlyList<DroppedTarget> DroppedTargets(string? pool = null);

    /// <summary>How many targets each job drops, those not kept too.</summary>
    IReadOnlyDictionary<string, int> DroppedTargetCounts { get; }

    /// <summary>What targets say of their families; of one family, or of all.</summary>
    IEnumerable<TargetMetadata> Metadata(string? metric = null);

    /// <summary>How near all, jobs and targets are to their caps on series, the nearest first.</summary>
    IReadOnlyList<CardinalityReport> Cardinality { get; }
}
