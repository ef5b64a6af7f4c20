namespace Vigia.PromQL.Syntax.Tree;

/// <summary>An aggregation over series.</summary>
public sealed record AggregateExpression : Expression
{
    /// <summary>How it aggregates.</summary>
    public required AggregateOperator Operator { get; init; }

    /// <summary>What it aggregates.</summary>
    public required Expression Inner { get; init; }

    /// <summary>The first argument of <c>topk</c>, <c>quantile</c> and their like.</summary>
    public Expression? Parameter { get; init; }

    /// <summary>The labels of <c>by</c> or <c>without</c>.</summary>
    public IReadOnlyList<string> Grouping { get; init; } = [];

    /// <summary>Whether the labels are those of <c>without</c>.</summary>
    public bool IsWithout { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Vector;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => Parameter is null ? [Inner] : [Parameter, Inner];
}
