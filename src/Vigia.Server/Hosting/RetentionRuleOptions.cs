namespace Vigia.Server.Hosting;

/// <summary>How long some series are kept, as they came and downsampled. Of several rules the first that matches counts.</summary>
internal sealed class RetentionRuleOptions
{
    /// <summary>A series selector, such as <c>{job="integracao"}</c>.</summary>
    public string Match { get; set; } = "";

    /// <summary>How long samples are kept as they came.</summary>
    public TimeSpan Raw { get; set; }

    /// <summary>Coarser samples, the finest first, each kept longer than the one before.</summary>
    public List<DownsamplingOptions> Downsampled { get; } = [];
}
