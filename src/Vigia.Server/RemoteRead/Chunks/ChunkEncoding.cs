namespace Vigia.Server.RemoteRead.Chunks;

/// <summary>What a chunk holds; the values are remote read's.</summary>
internal enum ChunkEncoding
{
    /// <summary>Floats.</summary>
    Xor = 1,

    /// <summary>Native histograms of whole counts.</summary>
    Histogram = 2,

    /// <summary>Native histograms of other counts.</summary>
    FloatHistogram = 3,
}
