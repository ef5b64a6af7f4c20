namespace Vigia.Server.Scraping.Cardinality;

/// <summary>How many series a metric has, or had refused.</summary>
/// <param name="Metric">Its name; "" for those past the number of names that are kept.</param>
/// <param name="Series">How many.</param>
internal sealed record MetricCardinality(string Metric, long Series);
