namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>A series and its value's holder.</summary>
internal readonly record struct SeriesEntry<TMetric>(SeriesHead Head, TMetric Metric);
