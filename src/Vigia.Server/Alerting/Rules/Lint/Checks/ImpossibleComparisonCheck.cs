using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A comparison with a constant that no value of its other side can pass, or that every value passes.</summary>
internal sealed class ImpossibleComparisonCheck : ILintCheck
{
    public string Code => "never-true";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        var ranges = new ValueRanges(subject.Facts);
        foreach (BinaryExpression comparison in ExpressionWalk.All(subject.Rule.Tree).OfType<BinaryExpression>())
        {
            if (!ExpressionWalk.IsComparison(comparison.Operator) || comparison.ReturnsBool
                || ExpressionWalk.Threshold(comparison) is not var (value, op, bound) || value.Kind == ValueKind.Scalar)
            {
                continue;
            }

            ValueRange range = ranges.Of(value);
            if (!CanHold(range, op, bound))
            {
                yield return LintMessage.Of("never-true", $"{subject.Text(comparison)} cannot hold: {range.Reason ?? Describe(range)}; {Advice(range, op, bound)}");
            }
        }
    }

    private static bool CanHold(ValueRange range, BinaryOperator op, double bound) => op switch
    {
        BinaryOperator.Greater => range.Most > bound,
        BinaryOperator.GreaterOrEqual => range.Most >= bound,
        BinaryOperator.Less => range.Least < bound,
        BinaryOperator.LessOrEqual => range.Least <= bound,
        BinaryOperator.Equal => bound >= range.Least && bound <= range.Most,
        _ => !(range.IsSingle && range.Least == bound),
    };

    private static LintMessage Describe(ValueRange range) => double.IsPositiveInfinity(range.Most)
        ? LintMessage.Of("range-least", $"the left side is never below {ExpressionWalk.Number(range.Least)}")
        : double.IsNegativeInfinity(range.Least) ? LintMessage.Of("range-most", $"the left side is never above {ExpressionWalk.Number(range.Most)}")
        : LintMessage.Of("range-both", $"the left side is from {ExpressionWalk.Number(range.Least)} to {ExpressionWalk.Number(range.Most)}");

    private static LintMessage Advice(ValueRange range, BinaryOperator op, double bound) => op switch
    {
        BinaryOperator.Greater when range.Most == bound =>
            LintMessage.Of("compare-less", $"compare with less than {ExpressionWalk.Number(bound)}, with >=, or give the histogram a higher bucket"),
        BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => LintMessage.Of("compare-most", $"compare with at most {ExpressionWalk.Number(range.Most)}"),
        BinaryOperator.Less or BinaryOperator.LessOrEqual => LintMessage.Of("compare-more", $"compare with more than {ExpressionWalk.Number(range.Least)}"),
        _ => LintMessage.Of("compare-other", $"compare with a value that it can have"),
    };
}
