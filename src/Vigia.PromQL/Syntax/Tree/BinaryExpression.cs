namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Two operands and what is done with them.</summary>
public sealed record BinaryExpression : Expression
{
    /// <summary>What is done.</summary>
    public required BinaryOperator Operator { get; init; }

    /// <summary>Where the operator stands.</summary>
    public TextSpan OperatorSpan { get; init; }

    /// <summary>The operand before.</summary>
    public required Expression Left { get; init; }

    /// <summary>The operand behind.</summary>
    public required Expression Right { get; init; }

    /// <summary>Whether a comparison answers 0 or 1 instead of filtering.</summary>
    public bool ReturnsBool { get; init; }

    /// <summary>How series match; meant only where both operands are vectors.</summary>
    public VectorMatching Matching { get; init; } = new();

    /// <inheritdoc/>
    public override ValueKind Kind =>
        Left.Kind == ValueKind.Scalar && Right.Kind == ValueKind.Scalar ? ValueKind.Scalar : ValueKind.Vector;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => [Left, Right];
}
