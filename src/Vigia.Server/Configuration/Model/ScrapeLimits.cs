namespace Vigia.Server.Configuration.Model;

/// <summary>What a scrape must stay within, or it fails as a whole. 0 is no limit.</summary>
internal sealed record ScrapeLimits
{
    /// <summary>Bytes of a body, unpacked.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Samples after relabeling.</summary>
    public int Samples { get; init; }

    /// <summary>Labels of a series after relabeling.</summary>
    public int Labels { get; init; }

    /// <summary>Characters of a label's name.</summary>
    public int LabelNameLength { get; init; }

    /// <summary>Characters of a label's value.</summary>
    public int LabelValueLength { get; init; }

    /// <summary>Targets of a job after relabeling.</summary>
    public int Targets { get; init; }

    /// <summary>How many dropped targets are remembered for display.</summary>
    public int KeptDroppedTargets { get; init; }
}
