using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Running;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>
/// Runs rules over stored time: when each alert would have fired, for how long, how often somebody would have been told. Nothing is stored and nobody is told.
/// Safe from any thread.
/// </summary>
internal sealed class RuleRehearsal(IMetricSource source, PromqlEngineOptions engineOptions, IRehearsalRoutes routes, RehearsalLimits limits, TimeProvider clock)
{
    /// <summary>Who asks, for the query log.</summary>
    internal static readonly QueryOptions Asking = new() { User = "rehearsal" };

    // A selector looks five minutes back: what is recorded must reach to before the first evaluation.
    private static readonly TimeSpan Warmup = TimeSpan.FromMinutes(15);
    private const int Piece = 2000;

    /// <summary>Rehearses the rules of some groups in their order, so that a rule sees what those before it record.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="span">The time.</param>
    /// <param name="interval">The interval of groups that name none.</param>
    /// <param name="options">What templates may know.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RuleEvaluationException">There are more rules than allowed.</exception>
    public async Task<IReadOnlyList<RehearsedRule>> RunAsync(
        IReadOnlyList<RuleGroup> groups, RehearsalSpan span, TimeSpan interval, RuleEvaluationOptions options, CancellationToken cancellationToken)
    {
        int count = groups.Sum(static group => group.Rules.Count);
        if (count > limits.MaxRules)
        {
            throw new RuleEvaluationException(FormattableString.Invariant($"{count} rules are more than one rehearsal takes ({limits.MaxRules}); rehearse fewer at once"));
        }

        var store = new RehearsalStore(source);
        using var engine = new PromqlEngine(store, engineOptions, time: clock);
        using var timeout = new CancellationTokenSource(limits.Timeout, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var rehearsed = new List<RehearsedRule>();
        foreach (RuleGroup group in groups)
        {
            RehearsalSteps steps = RehearsalSteps.Of(new GroupSchedule(group.File, group.Name, group.Interval ?? interval), span, limits.MaxEvaluations);
            foreach (Rule rule in group.Rules)
            {
                var empty = new RehearsedRule { Group = group, Rule = rule, Step = TimeSpan.FromMilliseconds(steps.Step) };
                try
                {
                    rehearsed.Add(rule is AlertingRule alert
                        ? await AlertAsync(empty, alert, steps, span, options, engine, limit.Token)
                        : await RecordAsync(empty, steps, store, engine, limit.Token));
                }
                catch (Exception exception) when (exception is QueryException or RuleEvaluationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                {
                    bool isLate = timeout.IsCancellationRequested;
                    rehearsed.Add(empty with { Error = isLate ? $"the rehearsal took longer than {limits.Timeout:c}; take a shorter time or fewer rules" : exception.Message });
                }
            }
        }

        return rehearsed;
    }

    private async Task<RehearsedRule> AlertAsync(
        RehearsedRule empty, AlertingRule rule, RehearsalSteps steps, RehearsalSpan span, RuleEvaluationOptions options, PromqlEngine engine, CancellationToken cancellationToken)
    {
        var rehearsal = new AlertRehearsal(rule, options, engine, limits);
        foreach ((long start, long end) in steps.Pieces(Piece))
        {
            await rehearsal.RunAsync(start, end, steps.Step, cancellationToken);
        }

        IReadOnlyList<RehearsedEpisode> episodes = rehearsal.Episodes;
        return empty with
        {
            Evaluations = steps.Count,
            NonEmpty = rehearsal.NonEmpty,
            NearMisses = rehearsal.NearMisses,
            Firings = episodes.Count,
            Firing = TimeSpan.FromMilliseconds((double)rehearsal.FiringEvaluations * steps.Step),
            Episodes = [.. episodes.Take(limits.MaxEpisodes)],
            Active = await rehearsal.ActiveAsync(cancellationToken),
            Notices = NoticeCount.Of(episodes, routes, span.End),
        };
    }

    private async Task<RehearsedRule> RecordAsync(RehearsedRule empty, RehearsalSteps steps, RehearsalStore store, PromqlEngine engine, CancellationToken cancellationToken)
    {
        RehearsalSteps earlier = steps.From(Warmup);
        var made = new List<(LabelSet Labels, MatrixSeries Series)>();
        int nonEmpty = 0;
        foreach ((long start, long end) in earlier.Pieces(Piece))
        {
            QueryAnswer answer = await engine.EvaluateRangeAsync(empty.Rule.Query, start, end, earlier.Step, Asking, cancellationToken);
            var times = new HashSet<long>();
            foreach (MatrixSeries series in ((MatrixValue)answer.Value).Series)
            {
                made.Add((LabelsOf(empty.Rule, series.Labels), series));
                times.UnionWith(series.Timestamps.ToArray());
            }

            nonEmpty += times.Count(time => time >= steps.Start);
            if (store.Count + made.Sum(static one => (long)one.Series.Timestamps.Length) > limits.MaxRecordedSamples)
            {
                throw new RuleEvaluationException(FormattableString.Invariant($"the recording rules make more than {limits.MaxRecordedSamples} samples; take a shorter time or a longer interval"));
            }
        }

        // Only now: the rule may have asked for what is stored by its own name.
        store.Replace(empty.Rule.Name);
        foreach ((LabelSet labels, MatrixSeries series) in made)
        {
            for (int i = 0; i < series.Timestamps.Length; i++)
            {
                store.Add(labels, series.Timestamps.Span[i], series.Values.Span[i], series.Histograms.IsEmpty ? null : series.Histograms.Span[i]);
            }
        }

        return empty with { Evaluations = steps.Count, NonEmpty = nonEmpty };
    }

    private static LabelSet LabelsOf(Rule rule, LabelSet labels)
    {
        labels = labels.With(LabelNames.MetricName, rule.Name);
        foreach (RuleText label in rule.Labels)
        {
            labels = labels.With(label.Name, label.Text);
        }

        return labels;
    }
}
