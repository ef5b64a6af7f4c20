using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Alerting.Rules.Lint;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>
/// What to draw for a rule's query: where a condition stands on the outside, what it compares, also while that does not hold, and the constant beside it.
/// </summary>
internal static class RuleGraph
{
    /// <summary>More lines would be a graph that nobody reads.</summary>
    public const int MaxCurves = 4;

    /// <summary>The curves of a query; none where it is not one.</summary>
    public static IReadOnlyList<RuleCurve> Of(string query)
    {
        PromqlParseResult parsed = PromqlParser.Parse(query, PromqlSyntaxOptions.Experimental);
        return parsed.HasErrors ? [] : Of(parsed.Tree);
    }

    /// <summary>The curves of a query.</summary>
    public static IReadOnlyList<RuleCurve> Of(Expression expression) => [.. Curves(expression).DistinctBy(static curve => (curve.Query, curve.Bound)).Take(MaxCurves)];

    private static IEnumerable<RuleCurve> Curves(Expression expression)
    {
        Expression inner = expression.WithoutParens();
        if (inner is BinaryExpression binary)
        {
            switch (binary.Operator)
            {
                case BinaryOperator.And or BinaryOperator.Or:
                    return Curves(binary.Left).Concat(Curves(binary.Right));
                case BinaryOperator.Unless:
                    return Curves(binary.Left);
                case var comparison when ExpressionWalk.IsComparison(comparison):
                    return Compared(binary);
            }
        }

        // A range over time has a value only by its last sample, and a text none at all.
        return inner.Kind is ValueKind.Vector or ValueKind.Scalar ? [new RuleCurve(PromqlPrinter.Print(inner), null, IsUpper: false)] : [];
    }

    private static IEnumerable<RuleCurve> Compared(BinaryExpression comparison)
    {
        if (ExpressionWalk.Threshold(comparison) is not var (value, op, bound))
        {
            return Curves(comparison.Left).Concat(Curves(comparison.Right));
        }

        // A comparison of what was filtered before has two bounds: 1 < x < 5.
        bool isUpper = op is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;
        return value.WithoutParens() is BinaryExpression { Operator: var within } && ExpressionWalk.IsComparison(within)
            ? Curves(value).SelectMany(curve => new[] { curve, curve with { Bound = bound, IsUpper = isUpper } })
            : [new RuleCurve(PromqlPrinter.Print(value.WithoutParens()), bound, isUpper)];
    }
}
