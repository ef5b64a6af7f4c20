using Vigia.Model.Labels;

namespace Vigia.Server.Scraping.Targets;

/// <summary>A target that a relabeling rule drops.</summary>
/// <param name="ScrapePool">The job.</param>
/// <param name="DiscoveredLabels">The labels before relabeling.</param>
internal sealed record DroppedTarget(string ScrapePool, LabelSet DiscoveredLabels);
