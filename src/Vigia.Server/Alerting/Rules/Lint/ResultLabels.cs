using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>
/// Which labels the series of an expression's result can have. <see cref="CanHave"/> says no only where the language leaves no way.
/// </summary>
internal sealed class ResultLabels
{
    /// <summary>Nothing is known: any label may be there.</summary>
    public static readonly ResultLabels Any = new(null, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>No label at all.</summary>
    public static readonly ResultLabels None = new(new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));

    private readonly IReadOnlySet<string>? _only;
    private readonly IReadOnlySet<string> _removed;

    private ResultLabels(IReadOnlySet<string>? only, IReadOnlySet<string> removed) => (_only, _removed) = (only, removed);

    public bool CanHave(string label) => !_removed.Contains(label) && (_only is null || _only.Contains(label));

    /// <summary>The labels of an expression's result.</summary>
    public static ResultLabels Of(Expression expression, IMetricFacts facts) => expression switch
    {
        NumberLiteral or StringLiteral => None,
        ParenExpression paren => Of(paren.Inner, facts),
        UnaryExpression unary => Of(unary.Inner, facts),
        MatrixSelector matrix => Of(matrix.Selector, facts),
        SubqueryExpression subquery => Of(subquery.Inner, facts),
        VectorSelector selector => facts.Labels(selector.Name) is { } labels ? new ResultLabels(labels, Any._removed) : Any,
        AggregateExpression aggregate => OfAggregate(aggregate, facts),
        CallExpression call => OfCall(call, facts),
        BinaryExpression binary => OfBinary(binary, facts),
        _ => Any,
    };

    private static ResultLabels OfAggregate(AggregateExpression aggregate, IMetricFacts facts)
    {
        ResultLabels inner = Of(aggregate.Inner, facts);
        bool keepsAll = aggregate.Operator is AggregateOperator.TopK or AggregateOperator.BottomK or AggregateOperator.LimitK or AggregateOperator.LimitRatio;
        if (keepsAll)
        {
            return inner;
        }

        ResultLabels kept = aggregate.IsWithout
            ? inner.Without([.. aggregate.Grouping, LabelNames.MetricName])
            : inner.Keep(aggregate.Grouping);
        return aggregate.Operator == AggregateOperator.CountValues && aggregate.Parameter?.WithoutParens() is StringLiteral name ? kept.With(name.Value) : kept;
    }

    private static ResultLabels OfCall(CallExpression call, IMetricFacts facts)
    {
        switch (call.Function.Name)
        {
            case "vector" or "time" or "scalar" or "pi":
                return None;
            case "label_replace" or "label_join":
                ResultLabels changed = Of(call.Arguments[0], facts);
                return call.Arguments[1].WithoutParens() is StringLiteral target ? changed.With(target.Value) : Any;
            case "histogram_quantile":
                return Of(call.Arguments[1], facts).Without([LabelNames.Bucket]);
            case "absent" or "absent_over_time" or "info" or "histogram_quantiles":
                return Any;
            default:
                Expression? vector = call.Arguments.FirstOrDefault(static argument => argument.Kind is ValueKind.Vector or ValueKind.Matrix);
                return vector is null ? None : Of(vector, facts);
        }
    }

    private static ResultLabels OfBinary(BinaryExpression binary, IMetricFacts facts)
    {
        ResultLabels left = Of(binary.Left, facts);
        ResultLabels right = Of(binary.Right, facts);
        if (binary.Left.Kind == ValueKind.Scalar || binary.Right.Kind == ValueKind.Scalar)
        {
            return binary.Left.Kind == ValueKind.Scalar ? right : left;
        }

        VectorMatching matching = binary.Matching;
        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Unless:
                return left;
            case BinaryOperator.Or:
                return left.Union(right);
        }

        if (matching.Cardinality == MatchCardinality.OneToOne)
        {
            return ExpressionWalk.IsComparison(binary.Operator) && !binary.ReturnsBool && !matching.IsOn && matching.Labels.Count == 0 ? left
                : matching.IsOn ? left.Keep(matching.Labels) : left.Without(matching.Labels);
        }

        (ResultLabels many, ResultLabels one) = matching.Cardinality == MatchCardinality.OneToMany ? (right, left) : (left, right);
        foreach (string label in matching.Include)
        {
            many = one.CanHave(label) ? many.With(label) : many.Without([label]);
        }

        return many;
    }

    private ResultLabels Keep(IReadOnlyList<string> names) => new(names.Where(CanHave).ToHashSet(StringComparer.Ordinal), Any._removed);

    private ResultLabels Without(IReadOnlyList<string> names) => _only is null
        ? new ResultLabels(null, _removed.Concat(names).ToHashSet(StringComparer.Ordinal))
        : new ResultLabels(_only.Except(names).ToHashSet(StringComparer.Ordinal), Any._removed);

    private ResultLabels With(string name) => _only is null
        ? new ResultLabels(null, _removed.Where(removed => removed != name).ToHashSet(StringComparer.Ordinal))
        : new ResultLabels(_only.Append(name).ToHashSet(StringComparer.Ordinal), Any._removed);

    private ResultLabels Union(ResultLabels other)
    {
        if (_only is not null && other._only is not null)
        {
            return new ResultLabels(_only.Union(other._only).ToHashSet(StringComparer.Ordinal), Any._removed);
        }

        return new ResultLabels(null, _removed.Union(other._removed).Where(label => !CanHave(label) && !other.CanHave(label)).ToHashSet(StringComparer.Ordinal));
    }
}
