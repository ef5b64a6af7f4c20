namespace Vigia.Model.Metrics;

/// <summary>What a metric family says of itself.</summary>
public sealed record MetricMetadata(MetricType Type, string Help, string Unit);
