using Vigia.Model.Metrics;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A counter itself compared with a bound: it only grows, so that the alert stays until a restart.</summary>
internal sealed class RawCounterCheck : ILintCheck
{
    public string Code => "raw-counter";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        if (subject.Alert is not { } alert)
        {
            yield break;
        }

        foreach (BinaryExpression comparison in ExpressionWalk.All(alert.Tree).OfType<BinaryExpression>())
        {
            if (comparison.Operator is (BinaryOperator.Greater or BinaryOperator.GreaterOrEqual or BinaryOperator.Less or BinaryOperator.LessOrEqual)
                && ExpressionWalk.Threshold(comparison) is ({ } value, BinaryOperator.Greater or BinaryOperator.GreaterOrEqual, > 0) && Counter(value, subject.Facts) is { } name)
            {
                yield return LintMessage.Of("raw-counter", $"{subject.Text(comparison)} compares the counter {name} itself, which only grows until its process restarts; compare increase({name}[…]) or rate({name}[…])");
            }
        }
    }

    private static string? Counter(Expression expression, IMetricFacts facts)
    {
        Expression inner = expression.WithoutParens();
        while (inner is AggregateExpression { Operator: AggregateOperator.Sum or AggregateOperator.Max or AggregateOperator.Min or AggregateOperator.Avg } aggregate)
        {
            inner = aggregate.Inner.WithoutParens();
        }

        return inner is VectorSelector { Name: { Length: > 0 } name }
            && (facts.Type(name) ?? (name.EndsWith("_total", StringComparison.Ordinal) ? MetricType.Counter : MetricType.Unknown)) == MetricType.Counter ? name : null;
    }
}
