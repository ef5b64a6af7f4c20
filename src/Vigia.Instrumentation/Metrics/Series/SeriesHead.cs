namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>What is fixed about a series from its creation on.</summary>
/// <param name="Labels">The text between the braces; empty where there are no labels.</param>
/// <param name="Created">Unix seconds.</param>
internal readonly record struct SeriesHead(byte[] Labels, double Created);
