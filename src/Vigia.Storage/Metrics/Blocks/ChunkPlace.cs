namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Where a chunk stands in a block, with its checksum before it, and its first and last millisecond.</summary>
internal readonly record struct ChunkPlace(long Offset, int Length, long MinTime, long MaxTime);
