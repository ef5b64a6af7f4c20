namespace Vigia.PromQL.Syntax.Tree;

/// <summary>A function and its arguments.</summary>
public sealed record CallExpression : Expression
{
    /// <summary>The function.</summary>
    public required FunctionSignature Function { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<Expression> Arguments { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => Function.Returns;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => Arguments;
}
