using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Engine.Evaluation;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine;

/// <summary>
/// Evaluates PromQL over a source of samples. Each series is decoded once per selector and computed over all steps at once, spread over the
/// cores. Safe from any thread.
/// </summary>
public sealed class PromqlEngine : IMetricQueries, IDisposable
{
    private const double MaxTime = 1e16;
    private readonly IMetricSource _source;
    private readonly PromqlEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly IQueryLog? _log;
    private readonly SemaphoreSlim _turns;
    private readonly ActiveQueries _active = new();

    /// <summary>Makes an engine.</summary>
    /// <param name="source">Where samples are read.</param>
    /// <param name="options">How it evaluates; null for the defaults.</param>
    /// <param name="log">Is told of each query that is over.</param>
    /// <param name="time">The clock of timeouts and of the log.</param>
    public PromqlEngine(IMetricSource source, PromqlEngineOptions? options = null, IQueryLog? log = null, TimeProvider? time = null)
    {
        _source = source;
        _options = options ?? new PromqlEngineOptions();
        _log = log;
        _time = time ?? TimeProvider.System;
        _turns = new SemaphoreSlim(Math.Max(1, _options.MaxConcurrentQueries));
    }

    /// <summary>How it evaluates.</summary>
    public PromqlEngineOptions Options => _options;

    /// <summary>The queries that are being answered or wait for their turn, oldest first.</summary>
    public IReadOnlyList<ActiveQuery> ActiveQueries => _active.All;

    /// <summary>Ends a query; its caller gets an error. False where there is none with this number.</summary>
    public bool Kill(long id) => _active.Kill(id);

    /// <inheritdoc/>
    public Task<QueryAnswer> EvaluateAsync(string query, long time, QueryOptions options, CancellationToken cancellationToken)
    {
        CheckTime(time);
        return RunAsync(new QueryRequest(query, StepGrid.Instant(time), time, IsInstant: true, options), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<QueryAnswer> EvaluateRangeAsync(
        string query, long start, long end, long step, QueryOptions options, CancellationToken cancellationToken)
    {
        if (step <= 0)
        {
            throw new QueryException(QueryErrorKind.BadData, "zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        CheckTime(start);
        CheckTime(end);
        CheckTime(step);
        if (end < start)
        {
            throw new QueryException(QueryErrorKind.BadData, "end timestamp must not be before start time");
        }

        if ((end - start) / step >= _options.MaxSteps)
        {
            throw new QueryException(QueryErrorKind.BadData, $"exceeded maximum resolution of {_options.MaxSteps} points per timeseries. Try decreasing the query resolution (?step=XX)");
        }

        return RunAsync(new QueryRequest(query, StepGrid.Range(start, end, step), end, IsInstant: false, options), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private static void CheckTime(long time)
    {
        if (Math.Abs((double)time) > MaxTime)
        {
            throw new QueryException(QueryErrorKind.BadData, $"time out of bounds: {time} ms is more than 300,000 years from 1970");
        }
    }

    private async Task<QueryAnswer> RunAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        DateTimeOffset started = _time.GetUtcNow();
        long begin = _time.GetTimestamp();
        TimeSpan timeout = request.Options.Timeout is { } asked && asked < _options.Timeout ? asked : _options.Timeout;
        using var expiry = new CancellationTokenSource(timeout, _time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        using ActiveQueries.Entry entry = _active.Begin(request.Text, started, request.Options.User, cancellation);
        var budget = new QueryBudget(_options);
        string phase = "query queue";
        TimeSpan preparation = TimeSpan.Zero;
        try
        {
            Expression tree = PromqlParser.Parse(request.Text, _options.Syntax).Require();
            if (!request.IsInstant && tree.Kind is not (ValueKind.Vector or ValueKind.Scalar))
            {
                throw new QueryException(
                    QueryErrorKind.BadData, $"invalid expression type \"{TypeChecker.Name(tree.Kind)}\" for range query, must be Scalar or instant Vector");
            }

            await _turns.WaitAsync(cancellation.Token).ConfigureAwait(false);
            try
            {
                phase = "expression evaluation";
                preparation = _time.GetElapsedTime(begin);
                QueryAnswer answer = await Task.Run(() => Evaluate(request, tree, budget, cancellation.Token), cancellation.Token).ConfigureAwait(false);
                TimeSpan total = _time.GetElapsedTime(begin);
                QueryCost cost = budget.Cost with { Preparation = preparation, Evaluation = total - preparation };
                Log(entry, request, total, cost, null);
                return answer with { Cost = cost };
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception exception)
        {
            QueryException error = Explain(exception, phase, entry.WasKilled, cancellationToken.IsCancellationRequested);
            TimeSpan total = _time.GetElapsedTime(begin);
            Log(entry, request, total, budget.Cost with { Preparation = preparation, Evaluation = total - preparation }, error);
            if (ReferenceEquals(error, exception))
            {
                throw;
            }

            throw error;
        }
    }

    private static QueryException Explain(Exception exception, string phase, bool wasKilled, bool wasCanceled) => exception switch
    {
        QueryException known => known,
        QueryLimitException limit => new QueryException(QueryErrorKind.Execution, limit.Message, inner: limit),
        OperationCanceledException when wasKilled => new QueryException(QueryErrorKind.Canceled, $"query was killed in {phase}", inner: exception),
        OperationCanceledException when wasCanceled => new QueryException(QueryErrorKind.Canceled, $"query was canceled in {phase}", inner: exception),
        OperationCanceledException => new QueryException(QueryErrorKind.Timeout, $"query timed out in {phase}", inner: exception),
        _ => new QueryException(QueryErrorKind.Internal, $"unexpected error in {phase}: {exception.Message}", inner: exception),
    };

    private QueryAnswer Evaluate(QueryRequest request, Expression tree, QueryBudget budget, CancellationToken cancellationToken)
    {
        TimeSpan lookback = request.Options.Lookback ?? _options.Lookback;
        var annotations = new Annotations(request.Text, _options.MaxAnnotations);
        using var context = new QueryContext
        {
            Source = _source,
            Options = _options,
            Annotations = annotations,
            Budget = budget,
            Grid = request.Grid,
            End = request.End,
            IsInstant = request.IsInstant,
            Lookback = (long)lookback.TotalMilliseconds,
            Cancellation = cancellationToken,
            StatisticsOnly = HistogramStatistics.Find(tree),
        };
        QueryValue value = new ResultBuilder(new Evaluator(context, request.Grid), request.Options.Limit).Build(tree);
        return new QueryAnswer { Value = value, Warnings = annotations.Warnings, Infos = annotations.Infos };
    }

    private void Log(ActiveQueries.Entry entry, QueryRequest request, TimeSpan duration, QueryCost cost, QueryException? error) =>
        _log?.Record(new QueryRecord
        {
            Id = entry.Query.Id,
            Query = request.Text,
            User = request.Options.User,
            Started = entry.Query.Started,
            Duration = duration,
            Start = request.Grid.Start,
            End = request.End,
            Step = request.IsInstant ? 0 : request.Grid.Step,
            Cost = cost,
            Error = error,
        });

    private sealed record QueryRequest(string Text, StepGrid Grid, long End, bool IsInstant, QueryOptions Options);
}
