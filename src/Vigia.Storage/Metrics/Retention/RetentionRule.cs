using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Retention;

/// <summary>How long samples of some series are kept, as they came and downsampled. Of several rules the first that matches a series counts.</summary>
public sealed record RetentionRule
{
    /// <summary>All must match; none matches every series.</summary>
    public IReadOnlyList<LabelMatcher> Matchers { get; init; } = [];

    /// <summary>How long samples are kept as they came; at least twice the store's <c>MaxBlockRange</c> where there are downsampled ones.</summary>
    public required TimeSpan Raw { get; init; }

    /// <summary>Coarser samples, ascending by resolution, each kept longer than the one before.</summary>
    public IReadOnlyList<DownsampledRetention> Downsampled { get; init; } = [];

    /// <summary>Whether it speaks of a series.</summary>
    public bool Matches(LabelSet labels)
    {
        foreach (LabelMatcher matcher in Matchers)
        {
            if (!matcher.Matches(labels[matcher.Name]))
            {
                return false;
            }
        }

        return true;
    }
}
