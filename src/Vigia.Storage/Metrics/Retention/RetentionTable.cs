using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Retention;

/// <summary>The store's rules, and the general retention behind them. Times are milliseconds; 0 is for ever, a negative one not at all. Safe from any thread.</summary>
internal sealed class RetentionTable
{
    private readonly IReadOnlyList<RetentionRule> _rules;
    private readonly long _general;

    public RetentionTable(IReadOnlyList<RetentionRule> rules, TimeSpan general)
    {
        (_rules, _general) = (rules, (long)general.TotalMilliseconds);
        Resolutions = [.. rules.SelectMany(static rule => rule.Downsampled).Select(static kept => (long)kept.Resolution.TotalMilliseconds).Distinct().Order()];
    }

    /// <summary>Every resolution that any rule names, ascending.</summary>
    public IReadOnlyList<long> Resolutions { get; }

    /// <summary>How long samples of a series are kept.</summary>
    public long Of(LabelSet labels, long resolution)
    {
        foreach (RetentionRule rule in _rules)
        {
            if (rule.Matches(labels))
            {
                return Of(rule, resolution);
            }
        }

        return resolution == 0 ? _general : -1;
    }

    /// <summary>The longest and the shortest that any series' samples of a resolution are kept; 0 for ever.</summary>
    public (long Longest, long Shortest) Bounds(long resolution)
    {
        List<long> all = [.. _rules.Select(rule => Of(rule, resolution)).Where(static kept => kept >= 0)];
        if (resolution == 0)
        {
            all.Add(_general);
        }

        bool isForEver = all.Contains(0);
        return all.Count == 0 ? (-1, -1) : (isForEver ? 0 : all.Max(), all.Exists(static kept => kept > 0) ? all.Where(static kept => kept > 0).Min() : 0);
    }

    private static long Of(RetentionRule rule, long resolution)
    {
        if (resolution == 0)
        {
            return (long)rule.Raw.TotalMilliseconds;
        }

        foreach (DownsampledRetention kept in rule.Downsampled)
        {
            if ((long)kept.Resolution.TotalMilliseconds == resolution)
            {
                return (long)kept.Retention.TotalMilliseconds;
            }
        }

        return -1;
    }
}
