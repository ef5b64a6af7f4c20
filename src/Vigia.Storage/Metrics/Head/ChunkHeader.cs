using System.Runtime.InteropServices;

namespace Vigia.Storage.Metrics.Head;

/// <summary>What stands before a chunk in the arena.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ChunkHeader
{
    public const int Bytes = 16;

    public long MinTime;
    public uint Previous;
    public ushort Length;
    public ushort Samples;
}
