using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Alerting.Rules.Lint;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>
/// What an alert's expression measures, without the conditions that filter it: <c>queue_size</c> of <c>queue_size &gt; 1000</c>. Where it has a series,
/// there is data, and an alert that the whole expression no longer has is over; where it has none, nothing is known.
/// </summary>
internal static class MeasuredExpression
{
    /// <summary>What is measured; null where no condition stands on the outside, so that no answer means one thing only.</summary>
    public static Expression? Of(Expression expression)
    {
        Expression measured = Strip(expression);
        return ReferenceEquals(measured, expression.WithoutParens()) ? null : measured;
    }

    private static Expression Strip(Expression expression)
    {
        Expression inner = expression.WithoutParens();
        if (inner is not BinaryExpression binary)
        {
            return inner;
        }

        return binary.Operator switch
        {
            BinaryOperator.And or BinaryOperator.Unless => Strip(binary.Left),
            BinaryOperator.Or => Either(binary),
            _ when ExpressionWalk.IsComparison(binary.Operator) && !binary.ReturnsBool => Compared(binary),
            _ => inner,
        };
    }

    private static Expression Compared(BinaryExpression binary)
    {
        if (binary.Left.Kind == ValueKind.Scalar || binary.Right.Kind == ValueKind.Scalar)
        {
            return Strip(binary.Left.Kind == ValueKind.Scalar ? binary.Right : binary.Left);
        }

        // Both sides must be there to be compared; the result's series are those of the side of which there may be many.
        bool isRight = binary.Matching.Cardinality == MatchCardinality.OneToMany;
        return new BinaryExpression
        {
            Operator = BinaryOperator.And,
            Left = Wrapped(Strip(isRight ? binary.Right : binary.Left)),
            Right = Wrapped(Strip(isRight ? binary.Left : binary.Right)),
            Matching = binary.Matching with { Cardinality = MatchCardinality.ManyToMany, Include = [] },
        };
    }

    private static BinaryExpression Either(BinaryExpression binary)
    {
        Expression left = Strip(binary.Left);
        Expression right = Strip(binary.Right);
        return ReferenceEquals(left, binary.Left.WithoutParens()) && ReferenceEquals(right, binary.Right.WithoutParens())
            ? binary
            : binary with { Left = Wrapped(left), Right = Wrapped(right) };
    }

    // Printed in between, what was within a comparison must not fall apart.
    private static ParenExpression Wrapped(Expression expression) => new() { Inner = expression };
}
