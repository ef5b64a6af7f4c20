namespace Vigia.PromQL.Syntax.Tree;

/// <summary>A number, or a duration that stands for its seconds.</summary>
public sealed record NumberLiteral : Expression
{
    /// <summary>Its value.</summary>
    public required double Value { get; init; }

    /// <summary>Whether it was written as a duration.</summary>
    public bool IsDuration { get; init; }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Scalar;
}
