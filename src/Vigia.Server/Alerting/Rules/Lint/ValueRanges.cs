using Vigia.Model.Metrics;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>
/// Works out between which values an expression's values can lie. A bound is only given where it follows from the language or from known
/// facts, so that nothing that can happen is called impossible.
/// </summary>
internal sealed class ValueRanges(IMetricFacts facts)
{
    private static readonly Dictionary<string, ValueRange> Fixed = new(StringComparer.Ordinal)
    {
        ["minute"] = new(0, 59),
        ["hour"] = new(0, 23),
        ["day_of_week"] = new(0, 6),
        ["day_of_month"] = new(1, 31),
        ["day_of_year"] = new(1, 366),
        ["days_in_month"] = new(28, 31),
        ["month"] = new(1, 12),
        ["absent"] = ValueRange.Of(1),
        ["absent_over_time"] = ValueRange.Of(1),
        ["present_over_time"] = ValueRange.Of(1),
        ["pi"] = ValueRange.Of(Math.PI),
        ["sgn"] = new(-1, 1),
        ["sin"] = new(-1, 1),
        ["cos"] = new(-1, 1),
        ["tanh"] = new(-1, 1),
        ["abs"] = ValueRange.Positive,
        ["sqrt"] = ValueRange.Positive,
        ["exp"] = ValueRange.Positive,
        ["cosh"] = new(1, double.PositiveInfinity),
        ["changes"] = ValueRange.Positive,
        ["resets"] = ValueRange.Positive,
        ["count_over_time"] = new(1, double.PositiveInfinity),
        ["stddev_over_time"] = ValueRange.Positive,
        ["stdvar_over_time"] = ValueRange.Positive,
        ["mad_over_time"] = ValueRange.Positive,
        ["rate"] = ValueRange.Positive,
        ["irate"] = ValueRange.Positive,
        ["increase"] = ValueRange.Positive,
        ["histogram_fraction"] = new(0, 1),
        ["time"] = ValueRange.Positive,
    };

    /// <summary>The range of an expression's values.</summary>
    public ValueRange Of(Expression expression)
    {
        switch (expression)
        {
            case NumberLiteral number: return ValueRange.Of(number.Value);
            case ParenExpression paren: return Of(paren.Inner);
            case UnaryExpression unary: return unary.IsNegative ? Of(unary.Inner).Negate() : Of(unary.Inner);
            case MatrixSelector matrix: return Of(matrix.Selector);
            case SubqueryExpression subquery: return Of(subquery.Inner);
            case VectorSelector selector: return OfMetric(selector.Name);
            case CallExpression call: return OfCall(call);
            case AggregateExpression aggregate: return OfAggregate(aggregate);
            case BinaryExpression binary: return OfBinary(binary);
            default: return ValueRange.Any;
        }
    }

    /// <summary>The histogram whose buckets a quantile reads; null where it is not one and known.</summary>
    public static string? Histogram(Expression buckets)
    {
        string? name = null;
        foreach (VectorSelector selector in ExpressionWalk.Selectors(buckets))
        {
            const string Suffix = "_bucket";
            if (!selector.Name.EndsWith(Suffix, StringComparison.Ordinal) || (name is not null && name != selector.Name[..^Suffix.Length]))
            {
                return null;
            }

            name = selector.Name[..^Suffix.Length];
        }

        return name;
    }

    private ValueRange OfMetric(string name)
    {
        if (name is "up")
        {
            return new ValueRange(0, 1, LintMessage.Of("range-up", $"up is 0 or 1"));
        }

        // A counter cannot be below 0; of a gauge nothing is known.
        return facts.Type(name) is MetricType.Counter || name.EndsWith("_total", StringComparison.Ordinal) ? ValueRange.Positive : ValueRange.Any;
    }

    private ValueRange OfCall(CallExpression call)
    {
        string name = call.Function.Name;
        IReadOnlyList<Expression> arguments = call.Arguments;
        if (Fixed.TryGetValue(name, out ValueRange known))
        {
            return known with { Reason = Describe(name, known) };
        }

        switch (name)
        {
            case "histogram_quantile": return OfQuantile(arguments[0], arguments[1]);
            case "clamp": return Clamp(Of(arguments[0]), Of(arguments[1]).Least, Of(arguments[2]).Most, name);
            case "clamp_min": return Clamp(Of(arguments[0]), Of(arguments[1]).Least, double.PositiveInfinity, name);
            case "clamp_max": return Clamp(Of(arguments[0]), double.NegativeInfinity, Of(arguments[1]).Most, name);
            case "vector" or "scalar" or "sort" or "sort_desc" or "label_replace" or "label_join" or "sort_by_label" or "sort_by_label_desc"
                or "avg_over_time" or "min_over_time" or "max_over_time" or "last_over_time" or "first_over_time":
                return Of(arguments[0]);
            case "sum_over_time": return Sum(Of(arguments[0]));
            case "quantile_over_time" when IsShare(arguments[0]): return Of(arguments[1]);
            default: return ValueRange.Any;
        }
    }

    private ValueRange OfQuantile(Expression quantile, Expression buckets)
    {
        if (!IsShare(quantile) || Histogram(buckets) is not { } histogram || facts.Buckets(histogram) is not { Count: > 0 } bounds)
        {
            return ValueRange.Any;
        }

        // Beyond the highest finite bucket the answer is that bucket's bound; the lowest bucket is taken to begin at 0.
        double most = bounds[^1];
        return new ValueRange(Math.Min(0, bounds[0]), most, LintMessage.Of("range-bucket", $"histogram_quantile() answers at most {ExpressionWalk.Number(most)}, the highest finite bucket of {histogram}"));
    }

    private ValueRange OfAggregate(AggregateExpression aggregate)
    {
        ValueRange inner = Of(aggregate.Inner);
        return aggregate.Operator switch
        {
            AggregateOperator.Sum => Sum(inner),
            AggregateOperator.Count or AggregateOperator.CountValues => new ValueRange(1, double.PositiveInfinity, LintMessage.Of("range-count", $"count answers at least 1, or no series")),
            AggregateOperator.Group => ValueRange.Of(1),
            AggregateOperator.Stddev or AggregateOperator.Stdvar => ValueRange.Positive,
            AggregateOperator.Quantile when !IsShare(aggregate.Parameter) => ValueRange.Any,
            _ => inner,
        };
    }

    private ValueRange OfBinary(BinaryExpression binary)
    {
        if (ExpressionWalk.IsComparison(binary.Operator))
        {
            return binary.ReturnsBool ? new ValueRange(0, 1, LintMessage.Of("range-bool", $"a comparison with bool answers 0 or 1"))
                : binary.Left.Kind == ValueKind.Scalar ? Of(binary.Right) : Of(binary.Left);
        }

        ValueRange left = Of(binary.Left);
        ValueRange right = Of(binary.Right);
        return binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left + right.Negate(),
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            BinaryOperator.And or BinaryOperator.Unless => left,
            BinaryOperator.Or => left.Union(right),
            _ => ValueRange.Any,
        };
    }

    /// <summary>Some number of values added.</summary>
    private static ValueRange Sum(ValueRange each) => new(each.Least >= 0 ? each.Least : double.NegativeInfinity, each.Most <= 0 ? each.Most : double.PositiveInfinity);

    private static ValueRange Clamp(ValueRange value, double least, double most, string name) =>
        new(Math.Max(value.Least, least), Math.Min(value.Most, most), LintMessage.Of("range-clamp", $"{name}() bounds it"));

    private static bool IsShare(Expression? quantile) => quantile?.WithoutParens() is NumberLiteral { Value: >= 0 and <= 1 };

    private static LintMessage Describe(string function, ValueRange range) => range switch
    {
        { IsSingle: true } => LintMessage.Of("answers-one", $"{function}() answers {ExpressionWalk.Number(range.Least)}"),
        { Most: double.PositiveInfinity } => LintMessage.Of("answers-least", $"{function}() answers at least {ExpressionWalk.Number(range.Least)}"),
        _ => LintMessage.Of("answers-both", $"{function}() answers from {ExpressionWalk.Number(range.Least)} to {ExpressionWalk.Number(range.Most)}"),
    };
}
