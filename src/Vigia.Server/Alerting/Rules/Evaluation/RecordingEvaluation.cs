using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Records a query's result under the rule's name and labels.</summary>
internal sealed class RecordingEvaluation(RuleGroup group, RecordingRule rule, RuleEvaluationOptions options, IMetricQueries queries, IMetricSink sink)
    : RuleEvaluation(group, rule, options, queries, sink)
{
    protected override async ValueTask<(IReadOnlyList<RuleSample> Samples, RuleOutcome Draft)> MakeAsync(
        DateTimeOffset time, long sampleTime, CancellationToken cancellationToken)
    {
        (VectorValue vector, IReadOnlyList<string> warnings) = await RuleQuery.RunAsync(Queries, Rule.Query, sampleTime, User, Options.QueryTimeout, cancellationToken);
        if (vector.Samples.Count > Limit)
        {
            throw new RuleEvaluationException($"exceeded limit of {Limit} with {vector.Samples.Count} series");
        }

        var samples = new RuleSample[vector.Samples.Count];
        var seen = new HashSet<LabelSet>(samples.Length);
        for (int i = 0; i < samples.Length; i++)
        {
            VectorSample sample = vector.Samples[i];
            LabelSet labels = sample.Labels.With(LabelNames.MetricName, Rule.Name);
            foreach (RuleText label in Rule.Labels)
            {
                labels = labels.With(label.Name, label.Text);
            }

            if (!seen.Add(labels))
            {
                throw new RuleEvaluationException("vector contains metrics with the same labelset after applying rule labels");
            }

            samples[i] = new RuleSample(labels, sample.Value, sample.Histogram);
        }

        return (samples, new RuleOutcome { Warnings = warnings });
    }
}
