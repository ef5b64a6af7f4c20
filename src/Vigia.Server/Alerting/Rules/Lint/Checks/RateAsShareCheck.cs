using System.Globalization;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>Events a second compared with a fraction, where the rule's texts speak of a share.</summary>
internal sealed class RateAsShareCheck : ILintCheck
{
    private static readonly string[] Failures = ["error", "fail", "erro", "falha", "reject", "denied", "5xx", "dropped"];
    private static readonly string[] ShareNames = ["ratio", "percent", "share", "errorrate"];
    private static readonly string[] ShareWords = ["percent", "por cento", "porcento"];

    public string Code => "rate-as-share";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        if (subject.Alert is not { } alert)
        {
            yield break;
        }

        foreach (BinaryExpression comparison in ExpressionWalk.All(alert.Tree).OfType<BinaryExpression>())
        {
            if (ExpressionWalk.IsComparison(comparison.Operator) && ExpressionWalk.Threshold(comparison) is var (value, _, bound) && bound is > 0 and < 1
                && FailureRate(value) is { } metric && SpeaksOfShare(alert, bound))
            {
                string percent = Percent(bound);
                yield return LintMessage.Of("rate-as-share", $"{subject.Text(comparison)} compares events per second with {ExpressionWalk.Number(bound)}, which reads like a share of {percent}: it means one event in {ExpressionWalk.Number(Math.Round(1 / bound, 1))} s, however many there are in all; for a share divide by the rate of all, as sum(rate({metric}[…])) / sum(rate(<all>[…]))");
            }
        }
    }

    /// <summary>The metric of failures whose rate this is, through aggregations; null where it is something else, a quotient too.</summary>
    private static string? FailureRate(Expression expression)
    {
        Expression inner = expression.WithoutParens();
        while (inner is AggregateExpression { Operator: AggregateOperator.Sum or AggregateOperator.Avg or AggregateOperator.Max or AggregateOperator.Min } aggregate)
        {
            inner = aggregate.Inner.WithoutParens();
        }

        return inner is CallExpression { Function.Name: "rate" or "irate" } call && call.Arguments[0].WithoutParens() is MatrixSelector { Selector.Name: { } name }
            && Failures.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? name : null;
    }

    private static bool SpeaksOfShare(AlertingRule alert, double bound)
    {
        string percent = Percent(bound);
        return ShareNames.Any(word => alert.Name.Replace("_", "", StringComparison.Ordinal).Contains(word, StringComparison.OrdinalIgnoreCase))
            || alert.Annotations.Any(annotation => annotation.Text.Contains(percent, StringComparison.Ordinal)
                || annotation.Text.Contains("humanizePercentage", StringComparison.Ordinal)
                || ShareWords.Any(word => annotation.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static string Percent(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
