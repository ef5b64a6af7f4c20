using System.Runtime.CompilerServices;

namespace Vigia.Storage.Metrics.Head;

/// <summary>The newest samples of a series, not yet packed. A struct in a large array: the collector never looks at it.</summary>
internal struct OpenSeries
{
    /// <summary>So many samples are packed at once.</summary>
    public const int Capacity = 16;

    /// <summary>The newest sample's time; <see cref="long.MinValue"/> where there is none.</summary>
    public long LastTime;

    /// <summary>The first open sample's time.</summary>
    public long Base;

    /// <summary>The newest packed chunk; 0 where there is none.</summary>
    public uint Chunk;

    /// <summary>How many samples are open.</summary>
    public byte Count;

    /// <summary>Whether the series is one.</summary>
    public bool IsAlive;

    /// <summary>Whether it had no sample when the head was last truncated.</summary>
    public bool IsIdle;

    /// <summary>Milliseconds since <see cref="Base"/>.</summary>
    public Sixteen<int> Offsets;

    /// <summary>The values.</summary>
    public Sixteen<double> Values;

    [InlineArray(Capacity)]
    internal struct Sixteen<T>
    {
        private T _first;
    }
}
