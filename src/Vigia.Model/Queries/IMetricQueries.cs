namespace Vigia.Model.Queries;

/// <summary>
/// The one way to ask for metrics: PromQL in, values out. The embedded engine implements it, and so does one over HTTP.
/// Times and steps are milliseconds. Safe from any thread.
/// </summary>
public interface IMetricQueries
{
    /// <summary>Evaluates at one time.</summary>
    /// <exception cref="QueryException">It does not parse, fails, passes a limit or its time.</exception>
    Task<QueryAnswer> EvaluateAsync(string query, long time, QueryOptions options, CancellationToken cancellationToken);

    /// <summary>Evaluates from <paramref name="start"/> to <paramref name="end"/>, both included, each <paramref name="step"/> (above 0). The value is a matrix.</summary>
    /// <exception cref="QueryException">It does not parse, fails, passes a limit or its time.</exception>
    Task<QueryAnswer> EvaluateRangeAsync(string query, long start, long end, long step, QueryOptions options, CancellationToken cancellationToken);
}
