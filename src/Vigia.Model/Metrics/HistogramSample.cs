namespace Vigia.Model.Metrics;

/// <summary>A native histogram in a batch.</summary>
/// <param name="Series">Its series.</param>
/// <param name="Timestamp">Milliseconds since 1970 UTC.</param>
/// <param name="Histogram">The sample.</param>
/// <param name="Status">What became of it; the sink writes it.</param>
public record struct HistogramSample(SeriesRef Series, long Timestamp, NativeHistogram Histogram, AppendStatus Status = AppendStatus.Appended);
