using Vigia.Model.Labels;

namespace Vigia.Server.Scraping.Targets;

/// <summary>What is scraped, and with which labels. Two that are equal are the same target. Immutable.</summary>
/// <param name="Labels">The labels that its series get.</param>
/// <param name="Url">What is fetched.</param>
/// <param name="Interval">How often.</param>
/// <param name="Timeout">How long one scrape may take.</param>
internal sealed record ScrapeTarget(LabelSet Labels, Uri Url, TimeSpan Interval, TimeSpan Timeout)
{
    /// <summary>The labels as discovered, before relabeling, for display.</summary>
    public LabelSet Discovered { get; init; } = LabelSet.Empty;

    /// <summary>By what it is, not by how it was found.</summary>
    public bool Equals(ScrapeTarget? other) =>
        other is not null && Labels.Equals(other.Labels) && Url == other.Url && Interval == other.Interval && Timeout == other.Timeout;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Labels, Url);
}
