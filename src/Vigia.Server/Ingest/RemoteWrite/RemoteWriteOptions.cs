namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>What the receiver of remote write may use.</summary>
internal sealed class RemoteWriteOptions
{
    /// <summary>Bytes of a request as sent; more is 413.</summary>
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Bytes of a request, unpacked; more is 413.</summary>
    public int MaxMessageBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Requests that are unpacked at once; further ones wait.</summary>
    public int MaxConcurrentRequests { get; set; } = 16;

    /// <summary>Series that are recognised by a hash of their labels; those not used longest are forgotten, and their labels read again. About 50 bytes each.</summary>
    public int MaxCachedSeries { get; set; } = 2_000_000;
}
