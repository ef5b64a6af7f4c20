namespace Vigia.Storage.Metrics.Chunks;

/// <summary>What a chunk holds: its first byte.</summary>
internal enum ChunkKind : byte
{
    Floats = 1,
    Histograms = 2,
}
