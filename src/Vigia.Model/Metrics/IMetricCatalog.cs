using Vigia.Model.Labels;

namespace Vigia.Model.Metrics;

/// <summary>
/// What there is to query: names, values, series, exemplars, metadata. Times are milliseconds, both ends included. Each of several
/// lists of matchers selects series; a name or value counts when any list selects its series; no list means all series. A limit of 0 is none.
/// Safe from any thread.
/// </summary>
public interface IMetricCatalog
{
    /// <summary>The time of the oldest sample; null where nothing is stored. Takes time with the number of series while all is younger than the first block.</summary>
    long? OldestTime { get; }

    /// <summary>Label names, ordered.</summary>
    IReadOnlyList<string> LabelNames(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>Values of a label, ordered.</summary>
    IReadOnlyList<string> LabelValues(string name, IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>Series, ordered.</summary>
    IReadOnlyList<LabelSet> Series(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken);

    /// <summary>Exemplars by series, each list ascending by time.</summary>
    IReadOnlyList<SeriesExemplars> Exemplars(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken);

    /// <summary>Metadata by metric family name; a family may have several where targets differ.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> Metadata(string? metric, int limit, int limitPerMetric);
}
