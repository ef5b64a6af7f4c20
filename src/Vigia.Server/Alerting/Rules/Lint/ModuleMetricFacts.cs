using System.Collections.Frozen;
using Vigia.Model.Metrics;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>What the integration module's metrics are, as its library of instruments makes them. Their labels are open: a scrape may add some.</summary>
internal sealed class ModuleMetricFacts : IMetricFacts
{
    public static readonly ModuleMetricFacts Instance = new();

    private static readonly FrozenDictionary<string, double[]> Histograms = new Dictionary<string, double[]>(StringComparer.Ordinal)
    {
        ["message_processing_seconds"] = [0.1, 0.5, 1, 2, 5],
        ["request_latency_seconds"] = [0.01, 0.05, 0.1, 0.5, 1],
        ["message_size_bytes"] = [256, 1024, 4096, 16384, 65536, 262144, 1048576],
        ["message_critical_time_seconds"] = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 1800, 3600],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, MetricType> Types = Build().ToFrozenDictionary(StringComparer.Ordinal);

    private ModuleMetricFacts()
    {
    }

    /// <summary>The families that are known.</summary>
    public static IReadOnlyDictionary<string, MetricType> Families => Types;

    public MetricType? Type(string family) => Types.TryGetValue(family, out MetricType type) ? type : null;

    public IReadOnlyList<double>? Buckets(string histogram) => Histograms.GetValueOrDefault(histogram);

    public IReadOnlySet<string>? Labels(string metric) => null;

    public bool? Exists(string metric) => null;

    private static Dictionary<string, MetricType> Build()
    {
        var types = new Dictionary<string, MetricType>(StringComparer.Ordinal);
        foreach (string name in Histograms.Keys)
        {
            types[name] = MetricType.Histogram;
        }

        foreach (string name in (string[])["queue_size", "active_connections", "memory_usage_bytes", "queue_oldest_message_age_seconds", "dead_letters"])
        {
            types[name] = MetricType.Gauge;
        }

        foreach (string name in (string[])["request_size_bytes", "response_size_bytes"])
        {
            types[name] = MetricType.Summary;
        }

        foreach (string name in (string[])
            ["messages_processed_total", "errors_total", "auth_attempts_total", "connections_opened_total", "connections_closed_total",
             "connection_errors_total", "access_denied_total", "security_errors_total", "tokens_expired_total", "message_retries_total", "messages_rejected_total"])
        {
            types[name] = MetricType.Counter;
        }

        return types;
    }
}
