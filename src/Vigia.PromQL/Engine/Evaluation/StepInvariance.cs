using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>Finds what is the same at every step, to evaluate it once.</summary>
internal static class StepInvariance
{
    public static bool IsInvariant(Expression expression) => expression switch
    {
        NumberLiteral or StringLiteral => true,
        VectorSelector selector => selector.Time.IsFixed,
        MatrixSelector matrix => matrix.Selector.Time.IsFixed,
        SubqueryExpression subquery => subquery.Time.IsFixed,
        CallExpression call => !DependsOnTime(call) && AreInvariant(call.Children),
        _ => AreInvariant(expression.Children),
    };

    private static bool AreInvariant(IReadOnlyList<Expression> expressions)
    {
        foreach (Expression expression in expressions)
        {
            if (!IsInvariant(expression))
            {
                return false;
            }
        }

        return true;
    }

    private static bool DependsOnTime(CallExpression call) => call.Function.Name is
        "time" or "timestamp" or "predict_linear" or "minute" or "hour" or "day_of_month" or "day_of_week" or "day_of_year"
        or "days_in_month" or "month" or "year";
}
