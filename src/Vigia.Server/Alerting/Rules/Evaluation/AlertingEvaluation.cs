using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Syntax.Printing;
using Vigia.Server.Alerting.Templates.Functions;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Alerts for each series of a query's result, and tells of them in the metrics <c>ALERTS</c> and <c>ALERTS_FOR_STATE</c>.</summary>
internal sealed class AlertingEvaluation : RuleEvaluation
{
    private readonly AlertingRule _rule;
    private readonly AlertTracker _tracker;
    private readonly string? _measured;
    private DateTimeOffset _restoredUntil = DateTimeOffset.MinValue;

    public AlertingEvaluation(RuleGroup group, AlertingRule rule, RuleEvaluationOptions options, IMetricQueries queries, IMetricSink sink)
        : base(group, rule, options, queries, sink)
    {
        (_rule, _tracker) = (rule, new AlertTracker(rule.For, rule.KeepFiringFor));
        _measured = rule.NoData != NoDataHandling.Ok && MeasuredExpression.Of(rule.Tree) is { } measured ? PromqlPrinter.Print(measured) : null;
    }

    /// <summary>The alerts as of the last evaluation, those that are over too. Safe from any thread.</summary>
    public IReadOnlyList<Alert> Alerts => _tracker.Alerts;

    /// <summary>The worst state of all.</summary>
    public AlertState State => _tracker.State;

    /// <summary>Puts back what was kept over a restart.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <param name="until">Up to when an alert without a series stays: the first scrapes after a restart are still to come.</param>
    public void Restore(IEnumerable<Alert> alerts, DateTimeOffset until)
    {
        _tracker.Restore(alerts);
        _restoredUntil = until;
    }

    public override void Continue(RuleEvaluation before)
    {
        base.Continue(before);
        if (before is AlertingEvaluation alerting)
        {
            _tracker.Restore(alerting.Alerts);
            _restoredUntil = alerting._restoredUntil;
        }
    }

    protected override async ValueTask<(IReadOnlyList<RuleSample> Samples, RuleOutcome Draft)> MakeAsync(
        DateTimeOffset time, long sampleTime, CancellationToken cancellationToken)
    {
        (VectorValue vector, IReadOnlyList<string> warnings) = await RuleQuery.RunAsync(Queries, Rule.Query, sampleTime, User, Options.QueryTimeout, cancellationToken);
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

        Func<Alert, bool>? stays = time < _restoredUntil ? static _ => true : await UnknownAsync(texts, found, seen, sampleTime, cancellationToken);
        _tracker.Advance(time, found, Limit, stays);
        return (Samples(), new RuleOutcome { Warnings = warnings, TemplateErrors = texts.Errors });
    }

    /// <summary>Where data is gone: which alerts nothing is known of, and the alert that tells of it where the rule asks for one.</summary>
    private async ValueTask<Func<Alert, bool>?> UnknownAsync(
        AlertTexts texts, List<AlertCandidate> found, HashSet<LabelSet> seen, long sampleTime, CancellationToken cancellationToken)
    {
        if (_measured is null)
        {
            return null;
        }

        bool isAnyLeft = _tracker.Alerts.Any(alert => alert.State != AlertState.Inactive && !seen.Contains(alert.Labels));
        if (!isAnyLeft && (_rule.NoData != NoDataHandling.Alert || found.Count > 0))
        {
            return null;
        }

        (VectorValue measured, _) = await RuleQuery.RunAsync(Queries, _measured, sampleTime, User, Options.QueryTimeout, cancellationToken);
        var known = new HashSet<LabelSet>();
        foreach (VectorSample sample in measured.Samples)
        {
            known.Add(await texts.LabelsAsync(sample, cancellationToken));
        }

        if (known.Count == 0 && _rule.NoData == NoDataHandling.Alert)
        {
            var nothing = new VectorSample(LabelSet.Empty, sampleTime, double.NaN);
            LabelSet labels = await texts.LabelsAsync(nothing, cancellationToken);
            if (seen.Add(labels))
            {
                found.Add(new AlertCandidate(labels, await texts.AnnotationsAsync(nothing, cancellationToken), nothing.Value));
            }
        }

        // The alert that told of no data is over with the first data.
        LabelSet untold = known.Count > 0 ? await texts.LabelsAsync(new VectorSample(LabelSet.Empty, sampleTime, double.NaN), cancellationToken) : LabelSet.Empty;
        return alert => !known.Contains(alert.Labels) && !alert.Labels.Equals(untold);
    }

    private async ValueTask<VectorValue> AskAsync(string query, long time, CancellationToken cancellationToken)
    {
        try
        {
            return (await RuleQuery.RunAsync(Queries, query, time, User, Options.QueryTimeout, cancellationToken)).Vector;
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
