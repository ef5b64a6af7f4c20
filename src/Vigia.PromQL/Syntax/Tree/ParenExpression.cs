namespace Vigia.PromQL.Syntax.Tree;

/// <summary>An expression in parentheses.</summary>
public sealed record ParenExpression : Expression
{
    /// <summary>What stands within.</summary>
    public required Expression Inner { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => Inner.Kind;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => [Inner];
}
