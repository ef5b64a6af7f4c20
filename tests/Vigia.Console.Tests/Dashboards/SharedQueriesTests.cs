using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vigia.Console.Dashboards;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Sharing;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class SharedQueriesTests : IDisposable
{
    private static readonly SharedQueryKey Key = SharedQueryKey.Range("vector(1)", 0, 60_000, 15_000);

    private readonly PromqlEngine _engine = new(new MemoryMetricSource());
    private readonly FakeTimeProvider _time = new();
    private readonly CountingQueries _queries;
    private readonly SharedQueries _shared;

    public SharedQueriesTests()
    {
        _queries = new CountingQueries(_engine);
        _shared = new SharedQueries(_queries, Options.Create(new DashboardOptions { MaxCachedQueries = 2 }), _time, new MetricRegistry());
    }

    [Fact]
    public async Task Evaluate_AHundredAtOnce_AreOneQuery()
    {
        _queries.Gate = new TaskCompletionSource();
        Task<QueryAnswer>[] readers = [.. Enumerable.Range(0, 100).Select(_ => _shared.EvaluateAsync(Key, new QueryOptions(), default))];
        await _queries.Arrived.Task;
        _queries.Gate.SetResult();
        QueryAnswer[] answers = await Task.WhenAll(readers);

        Assert.Equal(1, _queries.Count);
        Assert.All(answers, answer => Assert.Same(answers[0], answer));
    }

    [Fact]
    public async Task Evaluate_WhenOneGivesUp_TheOthersGetTheirAnswer()
    {
        _queries.Gate = new TaskCompletionSource();
        using var gone = new CancellationTokenSource();
        Task<QueryAnswer> first = _shared.EvaluateAsync(Key, new QueryOptions(), gone.Token);
        Task<QueryAnswer> second = _shared.EvaluateAsync(Key, new QueryOptions(), default);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _queries.Gate.SetResult();

        Assert.IsType<MatrixValue>((await second).Value);
        Assert.Equal(1, _queries.Count);
    }

    [Fact]
    public async Task Evaluate_WhenAllGiveUp_TheQueryIsCancelled_AndTheNextBeginsAnew()
    {
        _queries.Gate = new TaskCompletionSource();
        using var gone = new CancellationTokenSource();
        Task<QueryAnswer> first = _shared.EvaluateAsync(Key, new QueryOptions(), gone.Token);
        Task<QueryAnswer> second = _shared.EvaluateAsync(Key, new QueryOptions(), gone.Token);
        await _queries.Arrived.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(first, second));
        await _queries.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _queries.Gate = null;

        Assert.IsType<MatrixValue>((await _shared.EvaluateAsync(Key, new QueryOptions(), default)).Value);
        Assert.Equal(2, _queries.Count);
    }

    [Fact]
    public async Task Evaluate_Again_IsAnsweredFromMemoryForSeconds()
    {
        await _shared.EvaluateAsync(Key, new QueryOptions(), default);
        await _shared.EvaluateAsync(Key, new QueryOptions(), default);
        Assert.Equal(1, _queries.Count);

        _time.Advance(TimeSpan.FromSeconds(6));
        await _shared.EvaluateAsync(Key, new QueryOptions(), default);
        Assert.Equal(2, _queries.Count);
    }

    [Fact]
    public async Task Evaluate_MoreThanIsKept_ForgetsTheOldest()
    {
        foreach (string query in new[] { "vector(1)", "vector(2)", "vector(3)", "vector(1)" })
        {
            await _shared.EvaluateAsync(Key with { Expression = query }, new QueryOptions(), default);
        }

        Assert.Equal(4, _queries.Count);
    }

    [Fact]
    public async Task Evaluate_Failure_IsEverybodysAndNotKept()
    {
        SharedQueryKey bad = Key with { Expression = "vector(" };
        await Assert.ThrowsAsync<QueryException>(() => _shared.EvaluateAsync(bad, new QueryOptions(), default));
        await Assert.ThrowsAsync<QueryException>(() => _shared.EvaluateAsync(bad, new QueryOptions(), default));
        Assert.Equal(2, _queries.Count);
    }

    public void Dispose() => _engine.Dispose();
}
