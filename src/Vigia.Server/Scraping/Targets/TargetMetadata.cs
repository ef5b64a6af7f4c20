using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.Scraping.Targets;

/// <summary>What one target says of one family, as <c>/api/v1/targets/metadata</c> shows it.</summary>
internal sealed record TargetMetadata(LabelSet Target, string Metric, MetricMetadata Metadata);
