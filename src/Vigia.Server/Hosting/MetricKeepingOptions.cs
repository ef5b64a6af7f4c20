namespace Vigia.Server.Hosting;

/// <summary>How metrics are kept. Section <c>Monitor:Metrics</c>; what <c>prometheus.yml</c> says under <c>storage</c> goes before.</summary>
internal sealed class MetricKeepingOptions
{
    /// <summary>What is older is deleted; zero keeps everything.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(15);

    /// <summary>Bytes of journal and blocks beyond which the oldest blocks go; 0 is no bound.</summary>
    public long RetentionBytes { get; set; }

    /// <summary>How far a sample may lie behind the newest of its series.</summary>
    public TimeSpan OutOfOrderWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Series that there may be in memory at once.</summary>
    public int MaxSeries { get; set; } = 5_000_000;

    /// <summary>Exemplars kept; the oldest make room.</summary>
    public int MaxExemplars { get; set; } = 100_000;

    /// <summary>Rules for some series; <see cref="Retention"/> holds for those that no rule matches.</summary>
    public List<RetentionRuleOptions> RetentionRules { get; } = [];
}
