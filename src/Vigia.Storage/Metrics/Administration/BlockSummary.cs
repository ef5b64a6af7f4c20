namespace Vigia.Storage.Metrics.Administration;

/// <summary>A block of the store.</summary>
/// <param name="Number">The number in its file's name.</param>
/// <param name="MinTime">The first millisecond of any sample.</param>
/// <param name="MaxTime">The last millisecond of any sample.</param>
/// <param name="Series">How many series.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Samples">How many samples.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="ChunkBytes">Bytes of the chunks, without index.</param>
/// <param name="Resolution">Milliseconds between downsampled samples; 0: as they came.</param>
/// <param name="Deleted">Deletions that the next merge will carry out.</param>
public sealed record BlockSummary(long Number, long MinTime, long MaxTime, int Series, int Chunks, long Samples, long Bytes, long ChunkBytes, long Resolution, int Deleted);
