using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;

namespace Vigia.Server.QueryApi.Engine;

/// <summary>Counts every query, and logs the slow and the failed ones with what they cost. Thread-safe.</summary>
internal sealed partial class QueryLog : IQueryLog
{
    private const int MaxText = 2000;

    private readonly TimeSpan _slow;
    private readonly ILogger<QueryLog> _logger;
    private readonly Histogram _durations;
    private readonly Counter _samples;
    private readonly MetricFamily<Counter> _failed;

    public QueryLog(IOptions<QueryEngineOptions> options, MetricRegistry metrics, ILogger<QueryLog> logger)
    {
        _slow = options.Value.LogSlowerThan;
        _logger = logger;
        _durations = metrics.CreateHistogram("vigia_query_duration_seconds", "Time from a query's arrival to its value.", [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60]);
        _samples = metrics.CreateCounter("prometheus_engine_query_samples_total", "The total number of samples loaded by all queries.");
        _failed = metrics.CreateCounter("vigia_queries_failed_total", "Queries that ended in an error, by its type.", ["type"]);
    }

    public void Record(QueryRecord record)
    {
        _durations.Observe(record.Duration.TotalSeconds);
        _samples.Increment(record.Cost.SamplesRead);
        string text = record.Query.Length <= MaxText ? record.Query : record.Query[..MaxText];
        double milliseconds = record.Duration.TotalMilliseconds;
        if (record.Error is { } error)
        {
            _failed.WithLabels(error.Kind.ToString()).Increment();

            // Whoever types a query wrongly is told; the log is for what went wrong here.
            if (error.Kind is not QueryErrorKind.BadData)
            {
                LogFailed(text, record.User, milliseconds, record.Cost.Series, record.Cost.SamplesRead, error.Message);
            }
        }
        else if (record.Duration >= _slow)
        {
            LogSlow(text, record.User, milliseconds, record.Cost.Series, record.Cost.SamplesRead, record.Cost.PeakSamples, record.Start, record.End, record.Step);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Consulta em {milliseconds} ms: {query}")]
    private partial void LogSlow(string query, string? user, double milliseconds, long series, long samples, long peakSamples, long start, long end, long step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Consulta falhou após {milliseconds} ms: {query}: {error}")]
    private partial void LogFailed(string query, string? user, double milliseconds, long series, long samples, string error);
}
