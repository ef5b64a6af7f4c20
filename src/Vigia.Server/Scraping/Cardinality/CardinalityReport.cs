namespace Vigia.Server.Scraping.Cardinality;

/// <summary>How near a target, a job or all are to their cap.</summary>
/// <param name="Kind"><c>target</c>, <c>job</c> or <c>all</c>.</param>
/// <param name="Name">Which; "" for all.</param>
/// <param name="Series">Series alive.</param>
/// <param name="Cap">The most there may be; 0 is no cap.</param>
/// <param name="Dropped">Series that were kept out since the start; one that comes in every scrape counts once each.</param>
/// <param name="DroppedMetrics">What they are called, most first; at most 100 names and the rest.</param>
/// <param name="LargestMetrics">The metrics with the most series; only near the cap, and only of a target.</param>
internal sealed record CardinalityReport(
    string Kind, string Name, long Series, int Cap, long Dropped, IReadOnlyList<MetricCardinality> DroppedMetrics, IReadOnlyList<MetricCardinality> LargestMetrics);
