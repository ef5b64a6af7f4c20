using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>A rule and what its evaluations left. One evaluation at a time; what is public to read may be read from any thread.</summary>
internal abstract class RuleEvaluation
{
    private RuleOutcome _outcome = RuleOutcome.None;

    protected RuleEvaluation(RuleGroup group, Rule rule, RuleEvaluationOptions options, IMetricQueries queries, IMetricSink sink)
    {
        (Group, Rule, Options, Queries) = (group, rule, options, queries);
        Output = new RuleOutput(sink);
        Limit = group.Limit > 0 ? Math.Min(group.Limit, options.MaxSeries) : options.MaxSeries;
    }

    public RuleGroup Group { get; }

    public Rule Rule { get; }

    /// <summary>How the last evaluation went.</summary>
    public RuleOutcome Outcome => Volatile.Read(ref _outcome);

    /// <summary>What it writes.</summary>
    public RuleOutput Output { get; }

    protected RuleEvaluationOptions Options { get; }

    protected IMetricQueries Queries { get; }

    /// <summary>How many series or alerts it may make.</summary>
    protected int Limit { get; }

    /// <summary>Who asks, for the query log.</summary>
    protected string User => $"rule:{Group.Name}/{Rule.Name}";

    /// <summary>Evaluates it once. A failure is kept as the outcome; what was written before then stays as it is.</summary>
    /// <param name="time">The time that it is evaluated for.</param>
    /// <param name="offset">How far before it queries look and samples are written.</param>
    /// <param name="clock">The clock of the duration.</param>
    /// <param name="cancellationToken">Ends it, without an outcome.</param>
    public async Task<RuleOutcome> EvaluateAsync(DateTimeOffset time, TimeSpan offset, TimeProvider clock, CancellationToken cancellationToken)
    {
        long begin = clock.GetTimestamp();
        long sampleTime = (time - offset).ToUnixTimeMilliseconds();
        RuleOutcome outcome;
        try
        {
            (IReadOnlyList<RuleSample> samples, RuleOutcome draft) = await MakeAsync(time, sampleTime, cancellationToken);
            int refused = Output.Write(samples, sampleTime);
            outcome = draft with { Health = RuleHealth.Ok, Samples = samples.Count, Refused = refused };
        }
        catch (Exception exception) when (exception is RuleEvaluationException or QueryException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcome = new RuleOutcome { Health = RuleHealth.Err, Error = exception.Message };
        }

        outcome = outcome with { Time = time, Duration = clock.GetElapsedTime(begin) };
        Volatile.Write(ref _outcome, outcome);
        return outcome;
    }

    /// <summary>Takes over from the same rule before a reload.</summary>
    public virtual void Continue(RuleEvaluation before)
    {
        Output.Continue(before.Output);
        Volatile.Write(ref _outcome, before.Outcome);
    }

    /// <summary>Makes the samples of one evaluation.</summary>
    protected abstract ValueTask<(IReadOnlyList<RuleSample> Samples, RuleOutcome Draft)> MakeAsync(DateTimeOffset time, long sampleTime, CancellationToken cancellationToken);
}
