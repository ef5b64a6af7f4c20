namespace Vigia.PromQL.Syntax.Tree;

/// <summary>A sign before an expression.</summary>
public sealed record UnaryExpression : Expression
{
    /// <summary>Whether the sign is a minus.</summary>
    public required bool IsNegative { get; init; }

    /// <summary>What it is before.</summary>
    public required Expression Inner { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => Inner.Kind;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Children => [Inner];
}
