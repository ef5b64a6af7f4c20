using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Xunit;

namespace Vigia.PromQL.Tests.Engine;

public sealed class PromqlEngineTests
{
    private static readonly QueryOptions Options = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EvaluateRange_OfAVector_IsOrderedByLabelsAndSaysItsCost()
    {
        using var engine = new PromqlEngine(Source(("b", 1), ("a", 2)));

        QueryAnswer answer = await engine.EvaluateRangeAsync("x", 0, 60_000, 30_000, Options, Token);

        MatrixValue matrix = Assert.IsType<MatrixValue>(answer.Value);
        Assert.Equal(["a", "b"], matrix.Series.Select(static series => series.Labels["i"]));
        Assert.Equal([0, 30_000, 60_000], matrix.Series[0].Timestamps.ToArray());
        Assert.Equal([2.0, 2.0, 2.0], matrix.Series[0].Values.ToArray());
        Assert.Equal((2, 2, 6), (answer.Cost!.Series, answer.Cost.SamplesRead, answer.Cost.QueryableSamples));
    }

    [Theory]
    [InlineData("x +", QueryErrorKind.BadData, "1:4: parse error: unexpected end of input")]
    [InlineData("x[5m]", QueryErrorKind.BadData, "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector")]
    [InlineData("x * on() x", QueryErrorKind.Execution, "found duplicate series for the match group {} on the right hand-side of the operation: [x{i=\"b\"}, x{i=\"a\"}];many-to-many matching not allowed: matching labels must be unique on one side")]
    [InlineData("x * on(i) group_left x{i=\"a\"} * on() sum(x)", QueryErrorKind.Execution, "")]
    public async Task EvaluateRange_OfAWrongQuery_SaysWhatIsWrong(string query, QueryErrorKind kind, string message)
    {
        using var engine = new PromqlEngine(Source(("a", 1), ("b", 2)));
        Task<QueryAnswer> answer = engine.EvaluateRangeAsync(query, 0, 60_000, 30_000, Options, Token);

        if (message.Length == 0)
        {
            Assert.NotNull((await answer).Value);
            return;
        }

        QueryException exception = await Assert.ThrowsAsync<QueryException>(() => answer);
        Assert.Equal((kind, message), (exception.Kind, exception.Message));
    }

    [Fact]
    public async Task Evaluate_BeyondALimit_SaysWhich()
    {
        MemoryMetricSource source = Source(("a", 1), ("b", 2));
        async Task<string> Fails(PromqlEngineOptions options)
        {
            using var engine = new PromqlEngine(source, options);
            return (await Assert.ThrowsAsync<QueryException>(() => engine.EvaluateRangeAsync("x + 1", 0, 60_000, 1_000, Options, Token))).Message;
        }

        Assert.Equal("query processing would load too many samples into memory in query execution", await Fails(new PromqlEngineOptions { MaxSamples = 10 }));
        Assert.Contains("more than the allowed 1", await Fails(new PromqlEngineOptions { MaxSeries = 1 }), StringComparison.Ordinal);
        Assert.Contains("more than the allowed 100 bytes", await Fails(new PromqlEngineOptions { MaxMemory = 100 }), StringComparison.Ordinal);
        Assert.Contains("exceeded maximum resolution of 5 points", await Fails(new PromqlEngineOptions { MaxSteps = 5 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_WithALimitOfSeries_CutsAndWarns()
    {
        using var engine = new PromqlEngine(Source(("a", 1), ("b", 2)));

        QueryAnswer answer = await engine.EvaluateAsync("x", 0, Options with { Limit = 1 }, Token);

        Assert.Single(Assert.IsType<VectorValue>(answer.Value).Samples);
        Assert.Equal(["results truncated due to limit"], answer.Warnings);
    }

    [Fact]
    public async Task Evaluate_BeyondItsTime_TimesOut()
    {
        var time = new FakeTimeProvider();
        using var source = new BlockingSource();
        using var engine = new PromqlEngine(source, time: time);
        Task<QueryAnswer> answer = engine.EvaluateAsync("x", 0, Options with { Timeout = TimeSpan.FromSeconds(5) }, Token);
        await source.Entered.WaitAsync(Token);

        time.Advance(TimeSpan.FromSeconds(6));

        QueryException exception = await Assert.ThrowsAsync<QueryException>(() => answer);
        Assert.Equal((QueryErrorKind.Timeout, "query timed out in expression evaluation"), (exception.Kind, exception.Message));
    }

    [Fact]
    public async Task Evaluate_ThatIsCanceled_EndsAndIsLogged()
    {
        var log = new RememberingLog();
        using var source = new BlockingSource();
        using var engine = new PromqlEngine(source, log: log);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<QueryAnswer> answer = engine.EvaluateAsync("x", 0, Options with { User = "ana" }, cancellation.Token);
        await source.Entered.WaitAsync(Token);

        await cancellation.CancelAsync();

        QueryException exception = await Assert.ThrowsAsync<QueryException>(() => answer);
        Assert.Equal(QueryErrorKind.Canceled, exception.Kind);
        QueryRecord record = Assert.Single(log.Records);
        Assert.Equal(("x", "ana", exception), (record.Query, record.User, record.Error));
    }

    [Fact]
    public async Task Kill_OfAnActiveQuery_EndsIt()
    {
        using var source = new BlockingSource();
        using var engine = new PromqlEngine(source);
        Task<QueryAnswer> answer = engine.EvaluateAsync("x", 0, Options, Token);
        await source.Entered.WaitAsync(Token);
        ActiveQuery active = Assert.Single(engine.ActiveQueries);

        Assert.Equal("x", active.Query);
        Assert.True(engine.Kill(active.Id));
        Assert.False(engine.Kill(active.Id + 1));

        QueryException exception = await Assert.ThrowsAsync<QueryException>(() => answer);
        Assert.Equal("query was killed in expression evaluation", exception.Message);
        Assert.Empty(engine.ActiveQueries);
    }

    [Fact]
    public async Task Evaluate_OfManySeries_GivesTheSameOnAnyNumberOfThreads()
    {
        var source = new MemoryMetricSource();
        var random = new Random(7);
        for (int series = 0; series < 700; series++)
        {
            LabelSet labels = LabelSet.Of(("__name__", "x_total"), ("job", $"j{series % 7}"), ("i", $"{series}"));
            double value = 0;
            for (int i = 0; i < 60; i++)
            {
                value = random.Next(20) == 0 ? 0 : value + random.NextDouble();
                source.Add(labels, i * 15_000, value);
            }
        }

        using var one = new PromqlEngine(source, new PromqlEngineOptions { MaxParallelism = 1 });
        using var four = new PromqlEngine(source, new PromqlEngineOptions { MaxParallelism = 4 });
        foreach (string query in (string[])
            ["sum by (job) (rate(x_total[2m]))", "sum(x_total)", "avg(x_total)", "stddev by (job) (x_total)", "min(x_total)", "max by (job) (x_total)",
             "count(x_total > 5)", "topk(3, x_total)", "x_total * 2", "sum by (i) (x_total)", "absent(x_total)", "quantile(0.9, x_total)"])
        {
            var expected = (MatrixValue)(await one.EvaluateRangeAsync(query, 0, 900_000, 15_000, Options, Token)).Value;
            var actual = (MatrixValue)(await four.EvaluateRangeAsync(query, 0, 900_000, 15_000, Options, Token)).Value;
            Assert.Equal(expected.Series.Select(static series => series.Labels), actual.Series.Select(static series => series.Labels));
            for (int i = 0; i < expected.Series.Count; i++)
            {
                Assert.Equal(expected.Series[i].Timestamps.ToArray(), actual.Series[i].Timestamps.ToArray());
                Assert.All(
                    expected.Series[i].Values.ToArray().Zip(actual.Series[i].Values.ToArray()),
                    static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-12 * Math.Abs(pair.First), $"{pair}"));
            }
        }
    }

    [Theory]
    [InlineData("-(", ")")]
    [InlineData("sum(", ")")]
    [InlineData("abs(1 + ", ")")]
    [InlineData("max_over_time((", ")[1m:30s])")]
    [InlineData("x + (", ")")]
    public async Task Evaluate_OfTheDeepestTreeThatIsRead_Answers(string open, string close)
    {
        using var engine = new PromqlEngine(Source(("a", 1)), new PromqlEngineOptions { Timeout = TimeSpan.FromSeconds(20) });
        int levels = PromQL.Syntax.PromqlParser.MaxHeight;
        string query;
        do
        {
            levels--;
            query = string.Concat(Enumerable.Repeat(open, levels)) + "x" + string.Concat(Enumerable.Repeat(close, levels));
        }
        while (PromQL.Syntax.PromqlParser.Parse(query).HasErrors);

        Assert.InRange(levels, 50, 400);
        QueryAnswer answer = await engine.EvaluateAsync(query, 0, Options, Token);
        Assert.Single(Assert.IsType<VectorValue>(answer.Value).Samples);
    }

    [Fact]
    public async Task Evaluate_WithoutDelayedNameRemoval_DropsNamesAtOnce()
    {
        var source = new MemoryMetricSource();
        source.Add(LabelSet.Of(("__name__", "a_total"), ("i", "1")), 0, 1);
        source.Add(LabelSet.Of(("__name__", "a_total"), ("i", "1")), 15_000, 2);
        using var engine = new PromqlEngine(source);

        QueryAnswer answer = await engine.EvaluateAsync(
            "label_replace(rate(a_total[1m]), \"n\", \"$1\", \"__name__\", \"(.*)\")", 15_000, Options, Token);

        Assert.Equal(LabelSet.Of(("i", "1")), Assert.Single(Assert.IsType<VectorValue>(answer.Value).Samples).Labels);
    }

    private static MemoryMetricSource Source(params (string Instance, double Value)[] series)
    {
        var source = new MemoryMetricSource();
        foreach ((string instance, double value) in series)
        {
            source.Add(LabelSet.Of(("__name__", "x"), ("i", instance)), 0, value);
        }

        return source;
    }

    private sealed class RememberingLog : IQueryLog
    {
        public List<QueryRecord> Records { get; } = [];

        public void Record(QueryRecord record) => Records.Add(record);
    }

    /// <summary>Selects only when the query is over.</summary>
    private sealed class BlockingSource : IMetricSource, IDisposable
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken)
        {
            Entered.Release();
            cancellationToken.WaitHandle.WaitOne();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException("woken without a reason");
        }

        public void Dispose() => Entered.Dispose();
    }
}
