using System.Globalization;
using CsCheck;
using Xunit;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>Random queries over random series, asked of a real Prometheus and of the monitor, must have the same answers.</summary>
public sealed class PromqlDifferentialTests(MetricPair pair) : IClassFixture<MetricPair>
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("VIGIA_TEST_FULL") is not null;

    private static readonly Gen<Evaluation> Evaluations =
        from isRange in Gen.Bool
        from start in Gen.Int[30 * 60, 50 * 60]
        from steps in Gen.Int[0, 20]
        from step in QueryGenerator.OneOf(1, 7, 15, 30, 60, 100)
        let time = RandomSeries.Start + (start * 1000L) + KnownDifferences.EvaluationMillisecond
        select isRange ? new Evaluation(time, time + (steps * step * 1000L), step * 1000L) : new Evaluation(time, time, 0);

    private const string FixedSeed = "0N0XIzNsQ0O2";

    private readonly CancellationToken _cancellationToken = TestContext.Current.CancellationToken;
    private int _succeeded;
    private int _empty;
    private int _failed;

    /// <summary>
    /// The same queries and series each time, so that a run says something of the change it is run for; others each time with VIGIA_TEST_FULL. A failure names
    /// both seeds: set CsCheck_Seed and VIGIA_TEST_SEED to see it again.
    /// </summary>
    [Fact]
    public async Task Query_RandomOverRandomSeries_AnswersAsPrometheus()
    {
        int seed = Environment.GetEnvironmentVariable("VIGIA_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : IsFull ? Random.Shared.Next() : 1;
        await pair.WriteAsync(new RandomSeries(seed).Create(), _cancellationToken);

        await Gen.Select(QueryGenerator.Query, Evaluations).SampleAsync(
            async (query, evaluation) => await CompareAsync(query, evaluation, seed),
            seed: IsFull ? null : FixedSeed,
            iter: IsFull ? 200_000 : 10_000,
            threads: 2,
            print: each => $"{each.Item1.Text}  [{each.Item2}; series from seed {seed}]");

        // Queries that mostly fail or find nothing would prove little.
        string tally = $"{_succeeded} answered, {_empty} of them with nothing; {_failed} failed in both.";
        TestContext.Current.TestOutputHelper?.WriteLine(tally);
        Assert.True(_succeeded - _empty > 0.6 * (_succeeded + _failed), tally);
    }

    private async Task CompareAsync(RandomQuery query, Evaluation evaluation, int seed)
    {
        Uri address = evaluation.Of(query.Text);
        Answer prometheus = await Answer.AskAsync(pair.Prometheus, address, _cancellationToken);
        Answer monitor = await Answer.AskAsync(pair.Monitor, address, _cancellationToken);
        string? difference = new AnswerComparison(query, 0).Difference(prometheus, monitor);
        if (difference is not null && prometheus.IsSuccess && monitor.IsSuccess)
        {
            difference = new AnswerComparison(query, await RoundingAsync(query, evaluation)).Difference(prometheus, monitor);
        }

        Assert.True(
            difference is null,
            $"{difference}\nquery: {query.Text}\nwhen: {evaluation}\nseries from seed: {seed}\nPrometheus: {prometheus.Text}\nMonitor: {monitor.Text}");
        Interlocked.Increment(ref prometheus.IsSuccess ? ref _succeeded : ref _failed);
        if (prometheus.IsSuccess && prometheus.Type is "vector" or "matrix" && prometheus.Result.GetArrayLength() == 0)
        {
            Interlocked.Increment(ref _empty);
        }
    }

    /// <summary>
    /// How much of a difference is rounding. Where large numbers cancel, little is left of their digits: the sum of 1e9, 1 and -1e9 is good to 1e-7, not to 1e-16.
    /// And engines add in different ways: 2.42 plainly, newer ones with compensation. So the tolerance is scaled to the largest number that any part of the query
    /// evaluates to.
    /// </summary>
    private async Task<double> RoundingAsync(RandomQuery query, Evaluation evaluation)
    {
        double largest = 0;
        foreach (string part in query.Parts)
        {
            Answer answer = await Answer.AskAsync(pair.Prometheus, evaluation.Of(part), _cancellationToken);
            largest = Math.Max(largest, answer.Magnitude());
        }

        return largest * AnswerComparison.Relative;
    }
}
