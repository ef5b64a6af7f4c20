using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>
/// A group and the state of its rules. Evaluates them one after the other, so that a rule sees what those before it wrote. One evaluation at a
/// time; when that is, is up to the caller.
/// </summary>
internal sealed class RuleGroupEvaluation
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _offset;
    private readonly List<RuleOutput> _ending = [];

    /// <summary>A group without state.</summary>
    /// <param name="group">The group.</param>
    /// <param name="options">What holds for all groups.</param>
    /// <param name="queries">Where queries go.</param>
    /// <param name="sink">Where samples go, readable by the queries at once.</param>
    /// <param name="clock">The clock of durations.</param>
    public RuleGroupEvaluation(RuleGroup group, RuleEvaluationOptions options, IMetricQueries queries, IMetricSink sink, TimeProvider clock)
    {
        Group = group;
        _clock = clock;
        _offset = group.QueryOffset ?? options.QueryOffset;
        Rules =
        [
            .. group.Rules.Select(rule => rule is AlertingRule alert
                ? (RuleEvaluation)new AlertingEvaluation(group, alert, options, queries, sink)
                : new RecordingEvaluation(group, (RecordingRule)rule, options, queries, sink)),
        ];
    }

    public RuleGroup Group { get; }

    /// <summary>Its rules, in their order.</summary>
    public IReadOnlyList<RuleEvaluation> Rules { get; }

    /// <summary>Evaluates all rules for one time.</summary>
    public async Task EvaluateAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        foreach (RuleEvaluation rule in Rules)
        {
            await rule.EvaluateAsync(time, _offset, _clock, cancellationToken);
        }

        // What rules that a reload removed wrote ends now that the new ones had their chance to write it.
        foreach (RuleOutput output in _ending)
        {
            output.End((time - _offset).ToUnixTimeMilliseconds());
        }

        _ending.Clear();
    }

    /// <summary>Takes over from the same group before a reload: rules with the same name and labels, the first from the first and so on, keep their state.</summary>
    public void Continue(RuleGroupEvaluation before)
    {
        var known = before.Rules.GroupBy(static rule => Key(rule.Rule)).ToDictionary(static rules => rules.Key, static rules => new Queue<RuleEvaluation>(rules), StringComparer.Ordinal);
        foreach (RuleEvaluation rule in Rules)
        {
            if (known.TryGetValue(Key(rule.Rule), out Queue<RuleEvaluation>? same) && same.TryDequeue(out RuleEvaluation? match))
            {
                rule.Continue(match);
            }
        }

        _ending.AddRange(known.Values.SelectMany(static left => left).Select(static rule => rule.Output));
        _ending.AddRange(before._ending);
    }

    /// <summary>Marks the end of all that its rules wrote, for a group that is no more.</summary>
    public void End(DateTimeOffset time)
    {
        foreach (RuleEvaluation rule in Rules)
        {
            rule.Output.End((time - _offset).ToUnixTimeMilliseconds());
        }
    }

    /// <summary>What tells rules of a group apart over a reload.</summary>
    internal static string Key(Rule rule) => $"{rule.GetType().Name} {rule.Name} {string.Join(',', rule.Labels.Select(static label => $"{label.Name}={label.Text}"))}";
}
