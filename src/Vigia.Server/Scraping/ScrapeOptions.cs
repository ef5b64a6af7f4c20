namespace Vigia.Server.Scraping;

/// <summary>What scraping may use where the configuration says nothing.</summary>
internal sealed class ScrapeOptions
{
    /// <summary>Bytes of a body, unpacked, where a job has no <c>body_size_limit</c>. 256 MiB.</summary>
    public long MaxBodyBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Scrapes whose bodies may be in memory at once; further ones wait, within their time-out.</summary>
    public int MaxConcurrentBodies { get; set; } = 32;

    /// <summary>How far a scrape may begin from its due time and still be stored with it: equal distances compress better.</summary>
    public TimeSpan TimestampTolerance { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often files of <c>file_sd_configs</c> are looked at for changes.</summary>
    public TimeSpan DiscoveryWatchInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Targets that one discovery may name.</summary>
    public int MaxDiscoveredTargets { get; set; } = 100_000;
}
