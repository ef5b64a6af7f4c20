using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Templates;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A rule's label over one that the query groups by: where there are several groups they all get the same labels, and the rule fails.</summary>
internal sealed class LabelClashCheck : ILintCheck
{
    public string Code => "label-clash";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        if (Outermost(MeasuredExpression.Of(subject.Rule.Tree) ?? subject.Rule.Tree) is not { IsWithout: false } aggregate)
        {
            yield break;
        }

        foreach (RuleText label in subject.Rule.Labels)
        {
            bool isMadeFromIt = label.Template is { } template && TemplateLabels.Of(template).Contains(label.Name, StringComparer.Ordinal);
            if (aggregate.Grouping.Contains(label.Name, StringComparer.Ordinal) && !isMadeFromIt)
            {
                yield return LintMessage.Of("label-clash", $"the rule's label {label.Name} overwrites the one that the query groups by: several groups then have the same labels, and the rule fails; give it another name");
            }
        }
    }

    // A result's labels are those of its left side, as far as this looks.
    private static AggregateExpression? Outermost(Expression expression) => expression.WithoutParens() switch
    {
        AggregateExpression aggregate => aggregate,
        BinaryExpression { Left.Kind: ValueKind.Scalar } binary => Outermost(binary.Right),
        BinaryExpression binary => Outermost(binary.Left),
        _ => null,
    };
}
