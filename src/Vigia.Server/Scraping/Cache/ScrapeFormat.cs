namespace Vigia.Server.Scraping.Cache;

/// <summary>How a target's answer is read.</summary>
internal enum ScrapeFormat
{
    /// <summary>Prometheus' text.</summary>
    Text,

    /// <summary>OpenMetrics.</summary>
    OpenMetrics,

    /// <summary>Delimited protobuf.</summary>
    Protobuf,
}
