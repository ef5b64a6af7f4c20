namespace Vigia.PromQL.Syntax.Tree;

/// <summary>Stands where an expression is missing or cannot be read.</summary>
public sealed record ErrorExpression : Expression
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.None;
}
