using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Console.Tests.Explore;

/// <summary>A catalog of a few metrics.</summary>
internal sealed class FixedCatalog : IMetricCatalog
{
    public long? OldestTime => null;

    private static readonly string[] Metrics = ["latency_seconds_bucket", "latency_seconds_count", "queue_size"];

    public IReadOnlyList<string> LabelNames(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        ["__name__", "job", "protocol"];

    public IReadOnlyList<string> LabelValues(string name, IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        name == "__name__" ? Metrics : ["http", "mqtt"];

    public IReadOnlyList<LabelSet> Series(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken) => [];

    public IReadOnlyList<SeriesExemplars> Exemplars(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken) => [];

    public IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> Metadata(string? metric, int limit, int limitPerMetric) => new Dictionary<string, IReadOnlyList<MetricMetadata>>
    {
        ["latency_seconds"] = [new MetricMetadata(MetricType.Histogram, "Latência", "")],
        ["queue_size"] = [new MetricMetadata(MetricType.Gauge, "Tamanho da fila", "")],
    };
}
