using Vigia.Server.Relabeling;

namespace Vigia.Server.Configuration.Model;

/// <summary>A job of <c>scrape_configs</c>, with what it has of <c>global</c> filled in.</summary>
internal sealed record ScrapeConfiguration
{
    public required string JobName { get; init; }

    public required TimeSpan Interval { get; init; }

    public required TimeSpan Timeout { get; init; }

    public bool HonorLabels { get; init; }

    public bool HonorTimestamps { get; init; } = true;

    public bool TrackTimestampsStaleness { get; init; }

    public string Scheme { get; init; } = "http";

    public string MetricsPath { get; init; } = "/metrics";

    /// <summary>Query parameters, several values each.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public bool EnableCompression { get; init; } = true;

    public IReadOnlyList<ScrapeProtocol> Protocols { get; init; } = ScrapeProtocols.Default;

    /// <summary>What a target without a known Content-Type is read as; null where its scrape fails.</summary>
    public ScrapeProtocol? FallbackProtocol { get; init; }

    public bool NativeHistograms { get; init; }

    public bool AlwaysClassicHistograms { get; init; }

    public bool ExtraMetrics { get; init; }

    public bool ClassicNamesOnly { get; init; }

    public string NameEscaping { get; init; } = "allow-utf-8";

    public ScrapeLimits Limits { get; init; } = new();

    public HttpClientConfiguration Client { get; init; } = new();

    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    public IReadOnlyList<RelabelRule> MetricRelabelRules { get; init; } = [];

    public DiscoveryConfiguration Discovery { get; init; } = new();
}
