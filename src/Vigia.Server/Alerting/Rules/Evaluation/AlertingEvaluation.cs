using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Alerts for each series of a query's result, and tells of them in the metrics <c>ALERTS</c> and <c>ALERTS_FOR_STATE</c>.</summary>
internal sealed class AlertingEvaluation : RuleEvaluation
{
    private readonly AlertingRule _rule;
    private readonly AlertTracker _tracker;

    public AlertingEvaluation(RuleGroup group, AlertingRule rule, RuleEvaluationOptions options, IMetricQueries queries, IMetricSink sink)
        : base(group, rule, options, queries, sink) =>
        (_rule, _tracker) = (rule, new AlertTracker(rule.For, rule.KeepFiringFor));

    /// <summary>The alerts as of the last evaluation, those that are over too. Safe from any thread.</summary>
    public IReadOnlyList<Alert> Alerts => _tracker.Alerts;

    /// <summary>The worst state of all.</summary>
    public AlertState State => _tracker.State;

    /// <summary>Puts back what was kept over a restart.</summary>
    public void Restore(IEnumerable<Alert> alerts) => _tracker.Restore(alerts);

    public override void Continue(RuleEvaluation before)
    {
        base.Continue(before);
        if (before is AlertingEvaluation alerting)
        {
            _tracker.Restore(alerting.Alerts);
        }
    }

    protected override async ValueTask<(IReadOnlyList<RuleSample> Samples, RuleOutcome Draft)> MakeAsync(
        DateTimeOffset time, long sampleTime, CancellationToken cancellationToken)
    {
        (VectorValue vector, IReadOnlyList<string> warnings) = await RuleQuery.RunAsync(Queries, Rule.Query, sampleTime, User, cancellationToken);
        if (vector.Samples.Count > Limit)
        {
            // Texts are not even filled for so many.
            _tracker.Restore([]);
            throw new RuleEvaluationException($"exceeded limit of {Limit} with {vector.Samples.Count} alerts");
        }

        long now = time.ToUnixTimeMilliseconds();
        var texts = new AlertTexts(_rule, Options, (query, token) => AskAsync(query, now, token), now);
        var found = new List<AlertCandidate>(vector.Samples.Count);
        var seen = new HashSet<LabelSet>(vector.Samples.Count);
        foreach (VectorSample sample in vector.Samples)
        {
            LabelSet labels = await texts.LabelsAsync(sample, cancellationToken);
            if (!seen.Add(labels))
            {
                throw new RuleEvaluationException("vector contains metrics with the same labelset after applying alert labels");
            }

            found.Add(new AlertCandidate(labels, await texts.AnnotationsAsync(sample, cancellationToken), sample.Value));
        }

        _tracker.Advance(time, found, Limit);
        return (Samples(), new RuleOutcome { Warnings = warnings, TemplateErrors = texts.Errors });
    }

    private async ValueTask<VectorValue> AskAsync(string query, long time, CancellationToken cancellationToken)
    {
        try
        {
            return (await RuleQuery.RunAsync(Queries, query, time, User, cancellationToken)).Vector;
        }
        catch (RuleEvaluationException exception)
        {
            throw new TemplateCallException(exception.Message);
        }
    }

    private List<RuleSample> Samples()
    {
        var samples = new List<RuleSample>(2 * _tracker.Alerts.Count);
        foreach (Alert alert in _tracker.Alerts)
        {
            if (alert.State == AlertState.Inactive)
            {
                continue;
            }

            string state = alert.State == AlertState.Firing ? "firing" : "pending";
            samples.Add(new RuleSample(alert.Labels.With(LabelNames.MetricName, AlertLabels.Metric).With(AlertLabels.State, state), 1));
            samples.Add(new RuleSample(alert.Labels.With(LabelNames.MetricName, AlertLabels.ForStateMetric), alert.ActiveAt.ToUnixTimeSeconds()));
        }

        return samples;
    }
}
