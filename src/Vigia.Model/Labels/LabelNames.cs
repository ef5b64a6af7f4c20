namespace Vigia.Model.Labels;

/// <summary>Names of labels that the Prometheus data model gives a meaning.</summary>
public static class LabelNames
{
    /// <summary>Holds the metric's name.</summary>
    public const string MetricName = "__name__";

    /// <summary>A bucket's upper bound.</summary>
    public const string Bucket = "le";

    /// <summary>A summary's quantile.</summary>
    public const string Quantile = "quantile";

    /// <summary>The scrape job.</summary>
    public const string Job = "job";

    /// <summary>The scraped instance.</summary>
    public const string Instance = "instance";

    /// <summary>Names that begin so are not stored: relabeling uses them.</summary>
    public const string ReservedPrefix = "__";

    /// <summary>Whether a name fits the classic form, <c>[a-zA-Z_][a-zA-Z0-9_]*</c>, that needs no quotes.</summary>
    public static bool IsClassicLabelName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a name fits the classic form of metric names, <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>.</summary>
    public static bool IsClassicMetricName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or ':'))
            {
                return false;
            }
        }

        return true;
    }
}
