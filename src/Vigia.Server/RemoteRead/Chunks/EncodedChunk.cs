namespace Vigia.Server.RemoteRead.Chunks;

/// <summary>A chunk that was encoded.</summary>
/// <param name="Encoding">As what.</param>
/// <param name="Count">Its samples.</param>
internal readonly record struct EncodedChunk(ChunkEncoding Encoding, int Count);
