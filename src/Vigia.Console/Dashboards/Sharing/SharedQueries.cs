using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Sharing;

/// <summary>
/// Answers the same query once for all who ask at the same time, and for a few seconds after. Bounded in values and in samples; thread-safe.
/// </summary>
internal sealed class SharedQueries(IMetricQueries queries, IOptions<DashboardOptions> options, TimeProvider time, MetricRegistry metrics)
{
    private readonly SingleFlight<SharedQueryKey, QueryAnswer> _flight = new(time, new SingleFlightMetrics(
        metrics.CreateCounter("vigia_dashboard_queries_total", "Queries of dashboards, by whether they were evaluated, joined one in flight, or were answered from memory.", ["answer"]),
        metrics.CreateCounter("vigia_dashboard_query_cache_evicted_total", "Values forgotten before their time for want of room.")))
    {
        MaxValues = options.Value.MaxCachedQueries,
        MaxWeight = options.Value.MaxCachedSamples,
        Weight = static answer => Samples(answer.Value),
        Lifetime = (key, _) => Least(TimeSpan.FromMilliseconds(key.Step == 0 ? 1000 : key.Step / 2d), options.Value.CacheFor),
    };

    /// <summary>Evaluates, or waits for who does already.</summary>
    /// <exception cref="QueryException">It does not parse, fails, passes a limit or its time.</exception>
    public Task<QueryAnswer> EvaluateAsync(SharedQueryKey key, QueryOptions query, CancellationToken cancellationToken) => _flight.RunAsync(
        key,
        async token => key.Step == 0
            ? await queries.EvaluateAsync(key.Expression, key.End, query, token)
            : await queries.EvaluateRangeAsync(key.Expression, key.Start, key.End, key.Step, query, token),
        cancellationToken);

    private static TimeSpan Least(TimeSpan first, TimeSpan second) => first < second ? first : second;

    private static long Samples(QueryValue value) => value switch
    {
        MatrixValue matrix => matrix.Series.Sum(static series => (long)series.Timestamps.Length),
        VectorValue vector => vector.Samples.Count,
        _ => 1,
    };
}
