using Vigia.Model.Metrics;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>What is known of metrics. What is not known is never held against a rule. Safe from any thread.</summary>
internal interface IMetricFacts
{
    /// <summary>The type of a metric family; null where it is not known.</summary>
    MetricType? Type(string family);

    /// <summary>The finite upper bounds of a classic histogram's buckets, ascending; null where they are not known.</summary>
    IReadOnlyList<double>? Buckets(string histogram);

    /// <summary>All label names that the series of a metric have; null where they are not known.</summary>
    IReadOnlySet<string>? Labels(string metric);

    /// <summary>Whether there is a series of this name; null where that is not known.</summary>
    bool? Exists(string metric);
}
