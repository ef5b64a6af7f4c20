using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Syntax.Durations;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>What all parts of one query's evaluation share. Thread-safe but for <see cref="Dispose"/>.</summary>
internal sealed class QueryContext : IDisposable
{
    private const int ParallelFrom = 64;
    private readonly Lock _lock = new();
    private readonly List<SeriesSelection> _selections = [];

    public required IMetricSource Source { get; init; }

    public required PromqlEngineOptions Options { get; init; }

    public required Annotations Annotations { get; init; }

    public required QueryBudget Budget { get; init; }

    /// <summary>The whole query's times; those of a subquery are its own.</summary>
    public required StepGrid Grid { get; init; }

    /// <summary>The range query's end as asked, which the last step need not reach.</summary>
    public required long End { get; init; }

    public required bool IsInstant { get; init; }

    /// <summary>Milliseconds.</summary>
    public required long Lookback { get; init; }

    public required CancellationToken Cancellation { get; init; }

    /// <summary>The selectors of whose histograms only counts and sums are asked for; by reference.</summary>
    public required HashSet<VectorSelector> StatisticsOnly { get; init; }

    /// <summary>Selections that are let go when the query is over.</summary>
    public SeriesSelection Select(SeriesQuery query)
    {
        SeriesSelection selection = Source.Select(query with { MaxSeries = Budget.SeriesLeft }, Cancellation);
        lock (_lock)
        {
            _selections.Add(selection);
        }

        Budget.AddSeries(selection.Count);
        foreach (string warning in selection.Warnings)
        {
            Annotations.WarnPlain(warning);
        }

        return selection;
    }

    /// <summary>A duration in milliseconds.</summary>
    public long Resolve(DurationNode duration, bool mustBePositive)
    {
        double step = IsInstant ? 0 : Grid.Step / 1000.0;
        double range = IsInstant ? 0 : (End - Grid.Start) / 1000.0;
        double seconds = duration.Evaluate(step, range);
        if (!double.IsFinite(seconds) || Math.Abs(seconds) > 9.2e9)
        {
            throw new QueryException(QueryErrorKind.Execution, "duration is out of range", duration.Span.Start);
        }

        long milliseconds = (long)Math.Round(seconds * 1000);
        return mustBePositive && milliseconds <= 0
            ? throw new QueryException(QueryErrorKind.Execution, "duration must be greater than 0", duration.Span.Start)
            : milliseconds;
    }

    /// <summary>
    /// Runs a piece of work over ranges of indexes that together cover all, on as many threads as are worth it. The ranges are the same for
    /// the same count, so that sums come out the same.
    /// </summary>
    public void ForRanges(int count, Action<int, int, int> work)
    {
        int workers = Workers(count);
        ForWorkers(workers, worker => work(worker, (int)((long)count * worker / workers), (int)((long)count * (worker + 1) / workers)));
    }

    /// <summary>Runs a piece of work once per worker, all at once.</summary>
    public void ForWorkers(int workers, Action<int> work)
    {
        if (workers <= 1)
        {
            work(0);
            return;
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = Cancellation }, work);
        }
        catch (AggregateException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
    }

    /// <summary>How many threads so many series are worth.</summary>
    public int Workers(int count) => count < ParallelFrom ? 1 : Math.Max(1, Math.Min(Options.Parallelism, count / (ParallelFrom / 4)));

    public void Dispose()
    {
        foreach (SeriesSelection selection in _selections)
        {
            selection.Dispose();
        }

        _selections.Clear();
    }
}
