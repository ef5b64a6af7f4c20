using Vigia.Model.Metrics;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>Ways through a query's tree. The parser bounds its depth, so a walk may recurse.</summary>
internal static class ExpressionWalk
{
    /// <summary>The expression and all below it, from the top.</summary>
    public static IEnumerable<Expression> All(Expression expression)
    {
        yield return expression;
        foreach (Expression child in expression.Children)
        {
            foreach (Expression below in All(child))
            {
                yield return below;
            }
        }
    }

    public static IEnumerable<VectorSelector> Selectors(Expression expression) => All(expression).OfType<VectorSelector>();

    public static bool IsComparison(BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    /// <summary>The operator with its sides swapped.</summary>
    public static BinaryOperator Mirror(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => op,
    };

    public static string Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        _ => ">=",
    };

    /// <summary>What a comparison with a constant compares, as if the constant stood on the right; null where neither side is one.</summary>
    public static (Expression Value, BinaryOperator Operator, double Bound)? Threshold(BinaryExpression comparison)
    {
        if (Constant(comparison.Right) is { } right)
        {
            return (comparison.Left, comparison.Operator, right);
        }

        return Constant(comparison.Left) is { } left ? (comparison.Right, Mirror(comparison.Operator), left) : null;
    }

    /// <summary>The value of an expression of numbers; null where it is none.</summary>
    public static double? Constant(Expression expression) => expression switch
    {
        NumberLiteral number => number.Value,
        ParenExpression paren => Constant(paren.Inner),
        UnaryExpression unary => Constant(unary.Inner) is { } value ? (unary.IsNegative ? -value : value) : null,
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide } binary
            when Constant(binary.Left) is { } left && Constant(binary.Right) is { } right => binary.Operator switch
            {
                BinaryOperator.Add => left + right,
                BinaryOperator.Subtract => left - right,
                BinaryOperator.Multiply => left * right,
                _ => left / right,
            },
        _ => null,
    };

    public static string Number(double value) => SampleText.Format(value);
}
