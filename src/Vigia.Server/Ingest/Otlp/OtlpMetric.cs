using Vigia.Model.Metrics;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>The metric whose points are read.</summary>
/// <param name="Name">Its name as it is stored.</param>
/// <param name="Type">Its type as it is stored.</param>
/// <param name="IsDelta">Whether its points are changes.</param>
internal readonly record struct OtlpMetric(string Name, MetricType Type, bool IsDelta);
