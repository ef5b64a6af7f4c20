namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>The four types of the text formats.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
    Summary,
}
