using Vigia.Model.Metrics;

namespace Vigia.Server.RemoteWrite;

/// <summary>A sample on its way to a remote writer: a float, a histogram or an exemplar.</summary>
/// <param name="Series">Its series.</param>
/// <param name="Timestamp">In milliseconds.</param>
/// <param name="Value">The float.</param>
/// <param name="Other">The <see cref="NativeHistogram"/> or <see cref="Exemplar"/>; null for a float.</param>
internal readonly record struct QueuedSample(SeriesRef Series, long Timestamp, double Value, object? Other);
