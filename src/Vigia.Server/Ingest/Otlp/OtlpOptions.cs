namespace Vigia.Server.Ingest.Otlp;

/// <summary>What the receiver of OpenTelemetry's metrics may use.</summary>
internal sealed class OtlpOptions
{
    /// <summary>Bytes of a request, as sent and unpacked; more is 413.</summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Requests that are unpacked at once; further ones wait.</summary>
    public int MaxConcurrentRequests { get; set; } = 8;

    /// <summary>Series that are recognised by a hash of what came over the wire.</summary>
    public int MaxCachedSeries { get; set; } = 500_000;

    /// <summary>Series of delta sums whose totals are kept; points of further ones are refused. About 100 bytes each.</summary>
    public int MaxDeltaSeries { get; set; } = 100_000;

    /// <summary>How long the total of a delta sum is kept that sends nothing.</summary>
    public TimeSpan DeltaStateAge { get; set; } = TimeSpan.FromHours(1);
}
