namespace Vigia.Testing.Metrics;

/// <summary>A series to send by remote write.</summary>
/// <param name="Labels">Name and value, in the order of the names.</param>
/// <param name="Samples">Milliseconds since 1970 and value, in the order of time.</param>
public sealed record WrittenSeries(IReadOnlyList<(string Name, string Value)> Labels, IReadOnlyList<(long Timestamp, double Value)> Samples);
