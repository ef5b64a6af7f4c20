using System.Collections.Concurrent;
using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>What a store knows of its metrics within a time. What it was asked once it answers again the same; made for one lint. Safe from any thread.</summary>
internal sealed class CatalogMetricFacts(IMetricCatalog catalog, long minTime, long maxTime, CancellationToken cancellationToken) : IMetricFacts
{
    private const int MaxBuckets = 1000;
    private const int MaxNames = 10_000;

    private readonly ConcurrentDictionary<string, IReadOnlySet<string>?> _labels = new(StringComparer.Ordinal);

    public MetricType? Type(string family)
    {
        IReadOnlyList<MetricMetadata>? known = catalog.Metadata(family, 1, 0).GetValueOrDefault(family);
        MetricType? type = known is { Count: > 0 } ? known[0].Type : null;

        // Targets that disagree leave nothing to hold against a rule.
        return type is null or MetricType.Unknown || known!.Any(other => other.Type != type) ? null : type;
    }

    public IReadOnlyList<double>? Buckets(string histogram)
    {
        IReadOnlyList<string> values = catalog.LabelValues(LabelNames.Bucket, [Selector(histogram + "_bucket")], minTime, maxTime, MaxBuckets, cancellationToken);
        var bounds = new List<double>(values.Count);
        foreach (string value in values)
        {
            if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double bound) && double.IsFinite(bound))
            {
                bounds.Add(bound);
            }
        }

        bounds.Sort();
        return bounds.Count == 0 || values.Count >= MaxBuckets ? null : bounds;
    }

    public IReadOnlySet<string>? Labels(string metric) => _labels.GetOrAdd(metric, name =>
    {
        IReadOnlyList<string> names = catalog.LabelNames([Selector(name)], minTime, maxTime, MaxNames, cancellationToken);
        return names.Count == 0 || names.Count >= MaxNames ? null : names.ToHashSet(StringComparer.Ordinal);
    });

    public bool? Exists(string metric) => catalog.LabelNames([Selector(metric)], minTime, maxTime, 1, cancellationToken).Count > 0;

    private static LabelMatcher[] Selector(string metric) => [new LabelMatcher(MatchKind.Equal, LabelNames.MetricName, metric)];
}
