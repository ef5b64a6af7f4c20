namespace Vigia.Storage.Metrics;

/// <summary>A damaged block that was moved away.</summary>
/// <param name="MinTime">The first millisecond that it may have held.</param>
/// <param name="MaxTime">The last.</param>
/// <param name="Warning">For whoever asks for that time.</param>
internal sealed record SetAsideBlock(long MinTime, long MaxTime, string Warning);
