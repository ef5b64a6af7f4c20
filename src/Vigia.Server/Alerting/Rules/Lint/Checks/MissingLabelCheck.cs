using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Alerting.Templates;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A label that cannot be there: in a template, in <c>by</c>, in <c>on</c>.</summary>
internal sealed class MissingLabelCheck : ILintCheck
{
    public string Code => "missing-label";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        foreach (AggregateExpression aggregate in ExpressionWalk.All(subject.Rule.Tree).OfType<AggregateExpression>())
        {
            if (aggregate.IsWithout || aggregate.Grouping.Count == 0)
            {
                continue;
            }

            ResultLabels inner = ResultLabels.Of(aggregate.Inner, subject.Facts);
            foreach (string label in aggregate.Grouping.Where(label => !inner.CanHave(label)))
            {
                yield return LintMessage.Of("missing-label-by", $"by ({label}): no series of {subject.Text(aggregate.Inner)} has the label {label}");
            }
        }

        foreach (BinaryExpression binary in ExpressionWalk.All(subject.Rule.Tree).OfType<BinaryExpression>())
        {
            if (!binary.Matching.IsOn || binary.Left.Kind != ValueKind.Vector || binary.Right.Kind != ValueKind.Vector)
            {
                continue;
            }

            ResultLabels left = ResultLabels.Of(binary.Left, subject.Facts);
            ResultLabels right = ResultLabels.Of(binary.Right, subject.Facts);
            foreach (string label in binary.Matching.Labels.Where(label => left.CanHave(label) != right.CanHave(label)))
            {
                yield return LintMessage.Of("missing-label-on", $"on ({label}): only one side has the label {label}, so that nothing matches");
            }
        }

        foreach (LintMessage message in InTemplates(subject))
        {
            yield return message;
        }
    }

    private static IEnumerable<LintMessage> InTemplates(LintSubject subject)
    {
        if (subject.Alert is not { } alert)
        {
            yield break;
        }

        ResultLabels labels = ResultLabels.Of(alert.Tree, subject.Facts);
        foreach (RuleText text in alert.Labels.Concat(alert.Annotations))
        {
            if (text.Template is null)
            {
                continue;
            }

            foreach (string label in TemplateLabels.Of(text.Template).Where(label => label != LabelNames.MetricName && !labels.CanHave(label)).Distinct())
            {
                yield return LintMessage.Of("missing-label-template", $"{text.Name}: $labels.{label} is always empty: the query's result has no label {label}; keep it with by ({label})");
            }
        }
    }
}
