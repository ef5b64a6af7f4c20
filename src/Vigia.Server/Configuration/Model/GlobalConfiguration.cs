using Vigia.Model.Labels;

namespace Vigia.Server.Configuration.Model;

/// <summary><c>global</c>: what holds where a job says nothing else. A limit of 0 is none.</summary>
internal sealed record GlobalConfiguration
{
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan ScrapeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan EvaluationInterval { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan RuleQueryOffset { get; init; }

    /// <summary>Labels that leave with every sample, alert and federated series; variables of the environment are filled in.</summary>
    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    public ScrapeLimits Limits { get; init; } = new();

    public IReadOnlyList<ScrapeProtocol>? ScrapeProtocols { get; init; }

    public bool ScrapeNativeHistograms { get; init; }

    public bool AlwaysScrapeClassicHistograms { get; init; }

    public bool ExtraScrapeMetrics { get; init; }

    /// <summary>Whether names outside the classic grammar are refused (<c>metric_name_validation_scheme: legacy</c>).</summary>
    public bool ClassicNamesOnly { get; init; }

    /// <summary>What <c>escaping</c> a scrape asks for.</summary>
    public string NameEscaping { get; init; } = "allow-utf-8";
}
