namespace Vigia.PromQL.Syntax.Tree;

/// <summary>A node of a query's tree. Immutable.</summary>
public abstract record Expression
{
    /// <summary>Where it stands in the text.</summary>
    public TextSpan Span { get; init; }

    /// <summary>What it evaluates to.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>The expressions directly below, in the text's order.</summary>
    public virtual IReadOnlyList<Expression> Children => [];

    /// <summary>How many levels the tree has below and with this node: bounded by the parser, so that a walk may recurse.</summary>
    internal int Height { get; init; } = 1;

    /// <summary>The expression within any number of parentheses.</summary>
    public Expression WithoutParens()
    {
        Expression expression = this;
        while (expression is ParenExpression paren)
        {
            expression = paren.Inner;
        }

        return expression;
    }
}
